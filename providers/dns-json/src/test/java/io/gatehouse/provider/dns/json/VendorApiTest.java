package io.gatehouse.provider.dns.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.gatehouse.core.Secret;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.RequestPace;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.dns.contract.DnsProviderFaultContract.Fault;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.VendorServer;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorApiTest {
    private static final Secret TOKEN = Secret.ofText("the-token-of-nobody");

    /** Answers as it is told, and lists numbers in pages of ten. */
    private static final class Vendor extends VendorServer {
        volatile Function<Call, Reply> answer = Vendor::pageOfNumbers;

        @Override
        protected Reply answer(Call call) {
            return answer.apply(call);
        }

        private static Reply pageOfNumbers(Call call) {
            int page = Integer.parseInt(call.query("page", "1"));
            JsonArray numbers = new JsonArray();
            for (int i = 0; i < 10; i++) {
                numbers.add((page - 1) * 10 + i);
            }
            JsonObject body = new JsonObject();
            body.add("numbers", numbers);
            body.addProperty("next", page + 1);
            return Reply.json(200, body);
        }

        @Override
        public Collection<String> secrets() {
            return List.of(TOKEN.exposeText());
        }
    }

    @AutoClose
    private final Vendor vendor = new Vendor();

    private VendorApiBuilder builder() {
        return VendorApi.builder("vendor", URI.create(vendor.url() + "/v1/"))
                .credentials(Credentials.header("Authorization", "Bearer ", TOKEN))
                .timeout(Duration.ofSeconds(20));
    }

    private final VendorApi api = builder().build();

    private static DnsProviderException failure(ThrowingCallable call, Kind kind) {
        DnsProviderException[] thrown = new DnsProviderException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(DnsProviderException.class, e -> {
            thrown[0] = e;
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            for (Throwable each = e; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain(TOKEN.exposeText());
            }
        });
        return thrown[0];
    }

    @Test
    void encodesEachPartOfThePathAndTheQuery() {
        api.at("zones", "a/b ?%").query("name", "b\u00fc&x=1").get();
        Call call = vendor.calls().get(0);
        assertThat(call.path()).containsExactly("v1", "zones", "a/b ?%");
        assertThat(call.query()).isEqualTo(Map.of("name", "b\u00fc&x=1"));
        assertThat(call.header("Authorization")).isEqualTo("Bearer " + TOKEN.exposeText());
        assertThat(call.header("Accept")).isEqualTo("application/json");
    }

    @Test
    void writesJsonAndForms() {
        api.at("a")
                .post(JsonBody.of("values", List.of("<x>", "y"))
                        .with("ttl", 1)
                        .with("on", true)
                        .with("in", JsonBody.of("none", null)));
        api.at("b").postForm(Map.of("grant type", "a&b"));
        Call json = vendor.calls().get(0);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.body()).isEqualTo("{\"values\":[\"<x>\",\"y\"],\"ttl\":1,\"on\":true,\"in\":{\"none\":null}}");
        Call form = vendor.calls().get(1);
        assertThat(form.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(form.form()).isEqualTo(Map.of("grant type", "a&b"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "401, BAD_CREDENTIALS",
        "403, REFUSED",
        "404, NO_SUCH_ZONE",
        "409, CONFLICT",
        "412, CONFLICT",
        "422, REFUSED",
        "429, RATE_LIMITED",
        "500, SERVER_FAILED",
        "503, SERVER_FAILED",
        "302, MALFORMED_ANSWER"
    })
    void readsTheStatusAsRfc9110HasIt(int status, Kind kind) {
        vendor.answer = call -> Reply.json(status, "{\"errors\":[{\"code\":7,\"message\":\"not so\"}]}");
        assertThat(failure(() -> api.at("x").delete(), kind))
                .hasMessageContaining("DELETE http://127.0.0.1:")
                .hasMessageContaining("/v1/x was answered " + status + ", \"not so\"");
    }

    @Test
    void aPageOfHtmlIsNoAnswerAndMayBeAProxys() {
        vendor.answer = call -> Reply.html(200, "<html>Please log in</html>");
        assertThat(failure(() -> api.at("x").get().json(), Kind.MALFORMED_ANSWER))
                .hasMessageContaining(
                        "/v1/x was answered 200, but it is no JSON; see that the address is the API's, and that no"
                                + " proxy answers in its place");
    }

    @Test
    void followsNoRedirect() {
        vendor.answer = call -> Reply.empty(307).with("Location", vendor.url() + "/elsewhere");
        failure(() -> api.at("x").get(), Kind.MALFORMED_ANSWER);
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void takesTheVendorsOwnReadingOfItsErrors() {
        VendorApi strict = builder()
                .failures((answer, usual) -> answer.json().number("code") == 7
                        ? new Failure(
                                Kind.BAD_CREDENTIALS, "key " + answer.json().text("key"))
                        : usual)
                .build();
        vendor.answer = call -> Reply.json(400, "{\"code\":7,\"key\":\"the-token-of-nobody\"}");
        assertThat(failure(() -> strict.at("x").get(), Kind.BAD_CREDENTIALS)).hasMessageContaining("key [redacted]");
        vendor.answer = call -> Reply.html(400, "<html>");
        failure(() -> strict.at("x").get(), Kind.REFUSED);
    }

    @Test
    void cleansAndCutsTheVendorsWords() {
        vendor.answer = call -> Reply.json(
                400, "{\"message\":\"line\\r\\none \\u202e Bearer the-token-of-nobody " + "x".repeat(900) + "\"}");
        DnsProviderException failure = failure(() -> api.at("x").get(), Kind.REFUSED);
        assertThat(failure.getMessage())
                .doesNotContain("\r", "\n", "\u202e")
                .contains("[redacted]")
                .hasSizeLessThan(500);
    }

    @Test
    void cutsOutSecretsOfQueriesAndPaths() {
        VendorApi other = builder().redacting(Secret.ofText("key-of-nobody")).build();
        vendor.answer = call -> Reply.json(400, "{\"message\":\"bad key-of-nobody\"}");
        assertThat(failure(
                        () -> other.at("key-of-nobody")
                                .query("key", "key-of-nobody")
                                .get(),
                        Kind.REFUSED))
                .hasMessageNotContaining("key-of-nobody");
    }

    @Test
    void repeatsWhatOnlyReads() {
        vendor.failOnceWith(Fault.SERVER_ERROR);
        assertThat(api.at("x").get().json().items("numbers")).hasSize(10);
        assertThat(vendor.calls()).hasSize(2);
        vendor.failWith(Fault.SERVER_ERROR);
        failure(() -> api.at("x").get(), Kind.SERVER_FAILED);
        assertThat(vendor.calls()).hasSize(5);
    }

    @Test
    void repeatsNothingThatWrites() {
        vendor.failWith(Fault.SERVER_ERROR);
        failure(() -> api.at("x").post(JsonBody.empty()), Kind.SERVER_FAILED);
        failure(() -> api.at("x").delete(), Kind.SERVER_FAILED);
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void tellsHowLongToWaitAndDoesNot() {
        vendor.answer = call -> Reply.json(503, "{}").with("Retry-After", "9");
        assertThat(failure(() -> api.at("x").get(), Kind.SERVER_FAILED).retryAfter())
                .contains(Duration.ofSeconds(9));
        vendor.answer = call -> Reply.json(429, "{}").with("Retry-After", "9");
        assertThat(failure(() -> api.at("x").get(), Kind.RATE_LIMITED).retryAfter())
                .contains(Duration.ofSeconds(9));
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void tellsMissingFromRefused() {
        vendor.answer = call -> Reply.json(404, "{}");
        assertThat(api.at("x").find()).isEmpty();
        assertThat(api.at("x").deleteIfThere()).isEmpty();
        vendor.answer = call -> Reply.html(404, "<html>");
        failure(() -> api.at("x").find(), Kind.NO_SUCH_ZONE);
        vendor.answer = call -> Reply.json(403, "{}");
        failure(() -> api.at("x").find(), Kind.REFUSED);
    }

    /** A new token for each request, of which the vendor takes those that end in one of some digits. */
    private VendorApi withTokens(boolean isWorthRepeating, String takenDigits, int[] asked) {
        vendor.answer = call -> {
            String token = call.header("X-Token");
            return takenDigits.indexOf(token.charAt(token.length() - 1)) < 0
                    ? Reply.json(401, "{\"message\":\"" + token + "\"}")
                    : Reply.json(200, "{}");
        };
        return builder()
                .credentials(new Credentials() {
                    @Override
                    public Map<String, String> headers(String method, URI uri, String body) {
                        return Map.of("X-Token", "token-number-" + asked[0]++);
                    }

                    @Override
                    public boolean refused() {
                        asked[1]++;
                        return isWorthRepeating;
                    }
                })
                .build();
    }

    @Test
    void asksForCredentialsAtEachRequestAndTellsThemWhenTheyAreRefused() {
        int[] asked = new int[2];
        VendorApi tokens = withTokens(false, "02", asked);
        tokens.at("x").get();
        assertThat(failure(() -> tokens.at("x").get(), Kind.BAD_CREDENTIALS)).hasMessageNotContaining("token-number");
        tokens.at("x").get();
        assertThat(asked).containsExactly(3, 1);
    }

    @Test
    void repeatsOnceWithATokenThatIsNew() {
        int[] asked = new int[2];
        VendorApi tokens = withTokens(true, "1", asked);
        tokens.at("x").post(JsonBody.empty());
        assertThat(vendor.calls()).hasSize(2);
        assertThat(failure(() -> tokens.at("x").delete(), Kind.BAD_CREDENTIALS))
                .hasMessageNotContaining("token-number");
        assertThat(asked).containsExactly(4, 2);
    }

    private Stream<Long> numbers() {
        VendorRequest first = api.at("numbers");
        return api.pages(
                first,
                answer -> Optional.of(first.query("page", answer.json().number("next"))),
                answer -> answer.json().items("numbers").stream()
                        .map(Json::number)
                        .toList());
    }

    @Test
    void fetchesAPageWhenItIsNeededAndNotBefore() {
        assertThat(numbers().findFirst()).contains(0L);
        assertThat(vendor.calls()).hasSize(1);
        Iterator<Long> some = numbers().iterator();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(some.next());
            assertThat(vendor.calls()).as("pages of ten, and the one before").hasSize(2 + i / 10);
        }
        assertThat(seen).hasSize(10_000);
    }

    @Test
    void takesNothingFromALinkButThePageItNames() {
        VendorRequest first = api.at("numbers").query("per_page", 10);
        assertThat(first.pageOf("https://elsewhere.test/other?per_page=99&page=7&x=1")
                        .uri())
                .isEqualTo(URI.create(vendor.url() + "/v1/numbers?per_page=10&page=7"));
        failure(() -> first.pageOf("https://elsewhere.test/other?per_page=99"), Kind.MALFORMED_ANSWER);
    }

    @Test
    void aPauseEndsWithItsThread() {
        Thread.currentThread().interrupt();
        failure(() -> api.pause(Duration.ofHours(1)), Kind.CANCELLED);
        assertThat(Thread.interrupted()).as("still marked").isTrue();
    }

    @Test
    void doesNotReadOnePageForEver() {
        vendor.answer = call -> Reply.json(200, "{\"numbers\":[],\"next\":2}");
        failure(() -> numbers().count(), Kind.MALFORMED_ANSWER);
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void keepsToThePace() {
        VendorApi slow = builder().pace(new RequestPace(2)).build();
        long begin = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            slow.at("x").get();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void aLimitByTheHourIsToldAndNotWaitedOut() {
        VendorApi slow = builder()
                .pace(new RequestPace(List.of(new RequestRate(1, Duration.ofHours(1)))))
                .build();
        slow.at("x").get();
        DnsProviderException told = failure(() -> slow.at("x").get(), Kind.RATE_LIMITED);
        assertThat(told).hasMessageContaining("1 an hour");
        assertThat(told.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(50)));
        assertThat(vendor.calls()).hasSize(1);
        assertThat(slow.rates()).hasToString("[1 an hour]");
    }
}
