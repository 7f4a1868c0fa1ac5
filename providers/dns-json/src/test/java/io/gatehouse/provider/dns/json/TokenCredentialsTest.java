package io.gatehouse.provider.dns.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.contract.DnsProviderFaultContract.Fault;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.VendorServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCredentialsTest {
    private static final Secret CLIENT_SECRET = Secret.ofText("the-secret-of-nobody");

    /** Gives tokens with numbers at {@code /token}, and takes all of them at any other path. */
    private static final class Vendor extends VendorServer {
        volatile IntFunction<Reply> answer = number -> token("token-" + number, "Bearer", "3600");
        volatile int status = 200;
        private int tokens;

        @Override
        protected Reply answer(Call call) {
            return call.is("POST", "token") ? answer.apply(++tokens) : Reply.json(status, "{}");
        }

        static Reply token(String text, String type, String seconds) {
            return Reply.json(
                    200,
                    "{\"access_token\":\"" + text + "\",\"token_type\":\"" + type + "\",\"expires_in\":" + seconds
                            + "}");
        }

        synchronized int tokens() {
            return tokens;
        }

        @Override
        public Collection<String> secrets() {
            return List.of(CLIENT_SECRET.exposeText());
        }
    }

    /** Stands until it is set. */
    private static final class SetClock extends Clock {
        volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @AutoClose
    private final Vendor vendor = new Vendor();

    private final SetClock clock = new SetClock();
    private final VendorApi api = api(Duration.ofSeconds(20));

    private VendorApi api(Duration timeout) {
        VendorApi login = TokenCredentials.endpoint("vendor", vendor.url())
                .redacting(CLIENT_SECRET)
                .timeout(timeout)
                .build();
        Map<String, String> form = Map.of("client_secret", CLIENT_SECRET.exposeText());
        return VendorApi.builder("vendor", URI.create(vendor.url() + "/api"))
                .credentials(new TokenCredentials(login.at("token"), () -> form, clock))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private DnsProviderException failure(Kind kind) {
        return failure(api, kind);
    }

    private static DnsProviderException failure(VendorApi of, Kind kind) {
        DnsProviderException[] thrown = new DnsProviderException[1];
        assertThatThrownBy(() -> of.at("zones").get()).isInstanceOfSatisfying(DnsProviderException.class, e -> {
            thrown[0] = e;
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            for (Throwable each = e; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain(CLIENT_SECRET.exposeText(), "token-1");
            }
        });
        return thrown[0];
    }

    private String tokenOfTheLastCall() {
        List<Call> calls = vendor.calls();
        return calls.get(calls.size() - 1).header("Authorization");
    }

    @Test
    void aTokenServesManyRequests() {
        api.at("zones").get();
        api.at("zones").post();
        assertThat(vendor.calls()).extracting(call -> call.path().get(0)).containsExactly("token", "api", "api");
        assertThat(vendor.calls().get(0).form()).isEqualTo(Map.of("client_secret", CLIENT_SECRET.exposeText()));
        assertThat(tokenOfTheLastCall()).isEqualTo("Bearer token-1");
    }

    @Test
    void aTokenIsFetchedAnewAMinuteBeforeItsEnd() {
        api.at("zones").get();
        clock.now = clock.now.plusSeconds(3600 - 61);
        api.at("zones").get();
        assertThat(tokenOfTheLastCall()).isEqualTo("Bearer token-1");
        clock.now = clock.now.plusSeconds(1);
        api.at("zones").get();
        assertThat(tokenOfTheLastCall()).isEqualTo("Bearer token-2");
    }

    @Test
    void aTokenWithoutAnEndIsKeptForADay() {
        vendor.answer = number -> Vendor.token("token-" + number, "bearer", String.valueOf(Long.MAX_VALUE));
        api.at("zones").get();
        clock.now = clock.now.plus(Duration.ofHours(23));
        api.at("zones").get();
        assertThat(vendor.tokens()).isEqualTo(1);
        clock.now = clock.now.plus(Duration.ofHours(1));
        api.at("zones").get();
        assertThat(vendor.tokens()).isEqualTo(2);
    }

    @Test
    void aTokenThatIsRefusedIsForgotten() {
        vendor.status = 401;
        failure(Kind.BAD_CREDENTIALS);
        vendor.status = 403;
        failure(Kind.REFUSED);
        vendor.status = 200;
        api.at("zones").get();
        assertThat(tokenOfTheLastCall()).isEqualTo("Bearer token-2");
        assertThat(vendor.tokens()).isEqualTo(2);
    }

    @Test
    void manyThreadsFetchOneToken() throws Exception {
        int many = 8;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<Future<?>> requests = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                requests.add(threads.submit(() -> {
                    start.await();
                    return api.at("zones").get();
                }));
            }
            start.countDown();
            for (Future<?> request : requests) {
                request.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(vendor.tokens()).isEqualTo(1);
        Set<String> tokens = new HashSet<>();
        vendor.calls().forEach(call -> tokens.add(call.header("Authorization")));
        assertThat(tokens).containsExactlyInAnyOrder("", "Bearer token-1");
    }

    @Test
    void aThreadThatWaitsForTheTokenOfAnotherCanBeInterrupted() throws Exception {
        vendor.failWith(Fault.SILENCE);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(() -> api.at("zones").get());
            vendor.awaitUnansweredRequest();
            Future<DnsProviderException> second = threads.submit(() -> {
                // Whether it waits already or is about to: the lock sees the interruption either way.
                Thread.currentThread().interrupt();
                return failure(Kind.CANCELLED);
            });
            assertThat(second.get(1, TimeUnit.MINUTES)).hasMessageContaining("waiting for a token");
            vendor.work();
            // It asks once more, as for any request that only reads.
            first.get(1, TimeUnit.MINUTES);
            assertThat(vendor.tokens()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, BAD_CREDENTIALS",
        "401, BAD_CREDENTIALS",
        "403, BAD_CREDENTIALS",
        "404, BAD_CREDENTIALS",
        "429, RATE_LIMITED",
        "503, SERVER_FAILED"
    })
    void whatTheEndpointSaysIsUnderstood(int status, Kind kind) {
        vendor.answer = number -> Reply.json(
                        status,
                        "{\"error\":\"invalid_client\",\"error_description\":\"no such client "
                                + CLIENT_SECRET.exposeText() + "\"}")
                .with("Retry-After", "7");
        assertThat(failure(kind))
                .hasMessageContaining("/token was answered " + status)
                .hasMessageContaining("no such");
    }

    @ParameterizedTest
    @CsvSource({
        "'token-1\\nX: y', Bearer, 3600, has signs that no token has",
        "'', Bearer, 3600, has signs that no token has",
        "token-1, mac, 3600, is not Bearer",
        "token-1, Bearer, '\"soon\"', is no number"
    })
    void whatIsNoTokenIsNotUsed(String text, String type, String seconds, String words) {
        vendor.answer = number -> Vendor.token(text, type, seconds);
        assertThat(failure(Kind.MALFORMED_ANSWER)).hasMessageContaining(words);
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void aSilentEndpointHasATimeLimitOfItsOwn() {
        vendor.failWith(Fault.SILENCE);
        assertThat(failure(api(Duration.ofMillis(200)), Kind.UNREACHABLE)).hasMessageContaining("within 0.2 s");
    }
}
