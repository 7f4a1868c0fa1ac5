package io.gatehouse.acme;

import static io.gatehouse.acme.ScriptedCa.json;
import static io.gatehouse.acme.ScriptedCa.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shields around acme4j, each against a CA that provokes the fault, and what a user is told. */
class AcmeClientTest {
    private static final CertificateRequest REQUEST = CertificateRequest.forNames("example.test");
    private static final String LONG_AGO = "Thu, 01 Jan 2015 00:00:00 GMT";

    private final AccountKey key =
            AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate());
    private ScriptedCa ca;
    private AcmeClient client;

    @BeforeEach
    void start() {
        ca = new ScriptedCa();
        client = client(ca.directory(), true);
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private AcmeClient client(AcmeDirectory directory, boolean agreed) {
        AcmeIssuer.Builder issuer = AcmeIssuer.builder(directory, key);
        if (agreed) {
            issuer.agreeToTerms();
        }
        return new AcmeClient(issuer.build(), Clock.systemUTC(), ForgetfulStore.accounts());
    }

    private String order(String status) {
        return "{\"status\":\"%s\",\"identifiers\":[],\"authorizations\":[],\"finalize\":\"%s/finalize\"}"
                .formatted(status, ca.base());
    }

    private AcmeOrder placeOrder() {
        try (AcmeConversation conversation = client.open()) {
            return conversation.newOrder(REQUEST, Optional.empty());
        }
    }

    private ScriptedCa ordersSucceed() {
        return ca.answer("/order", json(201, order("pending"), "Location", ca.base() + "/order/1"));
    }

    @Test
    void retryAfterGoneByMeansNow() {
        ordersSucceed()
                .answer(
                        "/order/1",
                        json(200, order("processing"), "Retry-After", LONG_AGO),
                        json(200, order("valid").replace("}", ",\"certificate\":\"" + ca.base() + "/cert\"}")));

        AcmeOrder done;
        try (AcmeConversation conversation = client.open()) {
            AcmeOrder order = conversation.newOrder(REQUEST, Optional.empty());
            done = new Polling(Duration.ofSeconds(30))
                    .until(
                            "the order",
                            () -> conversation.order(order),
                            seen -> seen.status() == AcmeStatus.VALID,
                            left -> {});
        }

        assertThat(done.certificate()).contains(URI.create(ca.base() + "/cert"));
    }

    @Test
    void retryAfterThatMakesNoSenseIsNotFatal() {
        ordersSucceed().answer("/order/1", json(200, order("ready"), "Retry-After", "whenever"));

        try (AcmeConversation conversation = client.open()) {
            Polling.Seen<AcmeOrder> seen = conversation.order(conversation.newOrder(REQUEST, Optional.empty()));

            assertThat(seen.value().status()).isEqualTo(AcmeStatus.READY);
            assertThat(seen.retryAfter()).isEmpty();
        }
    }

    @Test
    void retryAfterPastTheLimitEndsTheWaitAtOnce() {
        ordersSucceed().answer("/order/1", json(200, order("processing"), "Retry-After", "86400"));

        try (AcmeConversation conversation = client.open()) {
            AcmeOrder order = conversation.newOrder(REQUEST, Optional.empty());
            AcmeTimeoutException gaveUp = catchThrowableOfType(
                    AcmeTimeoutException.class,
                    () -> new Polling(Duration.ofMinutes(5))
                            .until(
                                    "the order",
                                    () -> conversation.order(order),
                                    seen -> seen.status() == AcmeStatus.VALID,
                                    left -> {}));

            assertThat(gaveUp.retryAfter()).contains(Duration.ofDays(1));
            assertThat(gaveUp).hasMessageContaining("PROCESSING").hasMessageContaining("timeout()");
        }
    }

    @Test
    void httpErrorWithoutProblemKeepsItsRetryAfter() {
        ca.answer("/order", text(503, "text/html", "<h1>busy</h1>", "Retry-After", "30"));

        AcmeUnavailableException busy = catchThrowableOfType(AcmeUnavailableException.class, this::placeOrder);

        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(busy)
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("30 s")
                .hasMessageContaining(ca.base());
    }

    @Test
    void requestAfterAnHttpErrorHasAFreshNonce() {
        ca.answer(
                "/order",
                text(503, "text/html", "busy"),
                json(201, order("pending"), "Location", ca.base() + "/order/1"));
        assertThatExceptionOfType(AcmeUnavailableException.class).isThrownBy(this::placeOrder);

        assertThat(placeOrder().status()).isEqualTo(AcmeStatus.PENDING);
    }

    @Test
    void ordersSideBySideDoNotWaitForEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        ca.answer("/order", exchange -> {
            both.countDown();
            boolean together = both.await(20, TimeUnit.SECONDS);
            json(
                            together ? 201 : 500,
                            together ? order("pending") : "{\"type\":\"alone\"}",
                            "Location",
                            ca.base() + "/order/1")
                    .to(exchange);
        });

        CompletableFuture<AcmeOrder> one = CompletableFuture.supplyAsync(this::placeOrder);
        CompletableFuture<AcmeOrder> other = CompletableFuture.supplyAsync(this::placeOrder);

        assertThat(one.get().status()).isEqualTo(AcmeStatus.PENDING);
        assertThat(other.get().status()).isEqualTo(AcmeStatus.PENDING);
    }

    @Test
    void problemDocumentIsCarriedWhole() {
        ca.answer("/order", json(403, """
                        {"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"policy",
                         "subproblems":[{"type":"urn:ietf:params:acme:error:caa","detail":"CAA forbids",
                           "identifier":{"type":"dns","value":"example.test"}}]}
                        """));

        AcmeRefusedException refused = catchThrowableOfType(AcmeRefusedException.class, this::placeOrder);

        assertThat(refused.problem().kind()).isEqualTo("rejectedIdentifier");
        assertThat(refused.problem().detail()).isEqualTo("policy");
        assertThat(refused.problem().subproblems()).singleElement().satisfies(sub -> {
            assertThat(sub.kind()).isEqualTo("caa");
            assertThat(sub.identifier()).contains("example.test");
        });
    }

    @Test
    void orderOfManyNamesThatIsRefusedIsExplained() {
        ca.answer("/order", json(400, "{\"type\":\"urn:ietf:params:acme:error:malformed\",\"detail\":\"too many\"}"));
        String[] names = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> "n" + i + ".example.test")
                .toArray(String[]::new);

        try (AcmeConversation conversation = client.open()) {
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> conversation.newOrder(CertificateRequest.forNames(names), Optional.empty()))
                    .withMessageContaining("malformed: too many.")
                    .withMessageContaining("has 101 names")
                    .withMessageContaining("several requests");
        }
    }

    @Test
    void messageIsOneParagraphWhateverTheCaSends() {
        ca.answer(
                "/order",
                json(400, "{\"type\":\"urn:ietf:params:acme:error:malformed\",\"detail\":\"one\\n\\u001btwo.\"}"));

        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(this::placeOrder)
                .withMessage("The CA refused to accept an order for example.test: malformed: one two."
                        + " Mend what the CA names, then try again.");
    }

    @Test
    void termsMustBeAgreedToExplicitly() {
        ca.answer("/account", json(400, "{\"type\":\"urn:ietf:params:acme:error:accountDoesNotExist\"}"));
        AcmeClient silent = client(ca.directory(), false);

        TermsNotAgreedException asked = catchThrowableOfType(TermsNotAgreedException.class, silent::open);

        assertThat(asked.terms()).isEqualTo(URI.create(ca.base() + "/terms"));
        assertThat(asked).hasMessageContaining("agreeToTerms()");
    }

    @Test
    void accountThatExistsNeedsNoAgreement() {
        AcmeClient silent = client(ca.directory(), false);
        ordersSucceed();

        try (AcmeConversation conversation = silent.open()) {
            assertThat(conversation.newOrder(REQUEST, Optional.empty()).status())
                    .isEqualTo(AcmeStatus.PENDING);
        }
    }

    @Test
    void privateHttpsIsExplained() {
        AcmeClient distrusting = client(AcmeDirectory.of(ca.directory().uri()), true);

        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(distrusting::open)
                .withMessageContaining("trusting(");
    }

    @Test
    void pageThatIsNoDirectoryIsExplained() {
        ca.answer("/directory", text(200, "text/html", "<h1>It works!</h1>"));

        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(client::open)
                .withMessageContaining("not ACME")
                .withMessageContaining("text/html");
    }

    @Test
    void caThatIsDownIsExplained() {
        int port = LoopbackPorts.free();
        AcmeClient lonely = client(AcmeDirectory.of(URI.create("https://127.0.0.1:" + port + "/directory")), true);

        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(lonely::open)
                .withMessageContaining(":" + port)
                .withMessageContaining("firewall");
    }
}
