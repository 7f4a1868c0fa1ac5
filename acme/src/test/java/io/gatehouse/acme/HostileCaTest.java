package io.gatehouse.acme;

import static io.gatehouse.acme.ScriptedCa.json;
import static io.gatehouse.acme.ScriptedCa.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever answers in a CA's place, each call comes to an end, with an error that says what was wrong with the answer. */
@Timeout(60)
class HostileCaTest {
    private static final CertificateRequest REQUEST = CertificateRequest.forNames("example.test");

    private final AccountKey key =
            AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate());
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private ScriptedCa ca;

    @BeforeEach
    void start() {
        ca = new ScriptedCa();
    }

    @AfterEach
    void stop() {
        over.countDown();
        ca.close();
    }

    private AcmeConversation open() {
        return open(Duration.ofMinutes(1));
    }

    private AcmeConversation open(Duration callLimit) {
        AcmeIssuer issuer = AcmeIssuer.builder(ca.directory(), key)
                .agreeToTerms()
                .callLimit(callLimit)
                .build();
        return new AcmeClient(issuer, Clock.systemUTC(), ForgetfulStore.accounts()).open();
    }

    private AcmeOrder order() {
        try (AcmeConversation conversation = open()) {
            return conversation.newOrder(REQUEST, Optional.empty());
        }
    }

    private void unacceptable(String why) {
        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(this::order)
                .withMessageContaining(ca.base())
                .withMessageContaining(why)
                .withMessageContaining("tell the CA");
    }

    @Test
    void answerIsReadToItsCapOnly() {
        ca.answer("/order", json(201, "{\"status\":\"" + "x".repeat(1 << 18) + "\"}"));

        unacceptable("longer than 262144 bytes");
    }

    @Test
    void answerWithoutEndIsGivenUp() {
        byte[] blanks = new byte[1 << 16];
        Arrays.fill(blanks, (byte) ' ');
        ca.answer("/order", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, 0);
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        });

        unacceptable("longer than");
    }

    @Test
    void chainMayBeLongerButNotWithoutEnd() {
        ca.answer("/cert", text(200, "application/pem-certificate-chain", "\n".repeat((1 << 20) + 1)));

        try (AcmeConversation conversation = open()) {
            assertThatExceptionOfType(AcmeUnavailableException.class)
                    .isThrownBy(() -> conversation.chain(URI.create(ca.base() + "/cert")))
                    .withMessageContaining("longer than 1048576 bytes");
        }
    }

    @Test
    void answerThatStopsHalfWayHasALimit() {
        ca.answer("/order", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            over.await();
        });

        try (AcmeConversation conversation = open(Duration.ofSeconds(3))) {
            assertThatExceptionOfType(AcmeUnavailableException.class)
                    .isThrownBy(() -> conversation.newOrder(REQUEST, Optional.empty()))
                    .withMessageContaining("too slow")
                    .withMessageContaining("3.0 s")
                    .withMessageContaining("callLimit()");
        }
    }

    @Test
    void redirectsInACircleEnd() {
        ca.answer("/directory", text(302, "text/html", "", "Location", "/directory"));

        unacceptable("redirects more than 5 times");
    }

    @Test
    void redirectOfTheDirectoryIsFollowed() {
        ca.answer("/moved", json(200, ca.directoryJson()));
        ca.answer("/directory", text(301, "text/html", "", "Location", "/moved"));
        ca.answer("/order", json(400, "{\"type\":\"urn:ietf:params:acme:error:malformed\"}"));

        assertThatExceptionOfType(AcmeRefusedException.class).isThrownBy(this::order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/directory", "file:///etc/passwd", "https://[", "ftp://a/b"})
    void redirectToAnythingButHttpsIsRefused(String target) {
        ca.answer("/directory", text(302, "text/html", "", "Location", target));

        unacceptable(target);
    }

    @Test
    void signedRequestIsNotRedirected() {
        ca.answer("/order", text(307, "text/html", "", "Location", "/elsewhere"));
        ca.answer("/elsewhere", exchange -> {
            asked.incrementAndGet();
            json(201, "{}").to(exchange);
        });

        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(this::order)
                .withMessageContaining("HTTP 307");
        assertThat(asked).hasValue(0);
    }

    @Test
    void directoryThatLeadsOffHttpsIsRefused() {
        ca.answer(
                "/directory", json(200, ca.directoryJson().replace(ca.base() + "/order", "http://127.0.0.1:1/order")));

        unacceptable("HTTPS only");
    }

    @Test
    void nonceRefusedForEverEnds() {
        ca.answer("/order", exchange -> {
            asked.incrementAndGet();
            json(400, "{\"type\":\"urn:ietf:params:acme:error:badNonce\",\"detail\":\"never\"}")
                    .to(exchange);
        });

        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(this::order)
                .withMessageContaining("badNonce: never")
                .withMessageContaining("refused every nonce");
        assertThat(asked).hasValueBetween(2, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/octet-stream", "application/jsonp"})
    void answerOfAnotherTypeIsRefused(String contentType) {
        ca.answer("/order", text(201, contentType, "{}", "Location", ca.base() + "/order/1"));

        unacceptable(contentType);
    }

    @Test
    void compressionIsRefused() {
        ca.answer("/order", json(201, "{}", "Content-Encoding", "gzip", "Location", ca.base() + "/order/1"));

        unacceptable("encoded as gzip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"status\":\"valid\",\"identifiers\":[],\"authorizations\":\"none\"}",
                "{\"status\":\"pending\",\"identifiers\":[{\"type\":\"dns\",\"value\":\"..\"}],\"authorizations\":[]}",
                "{\"status\":\"pending\",\"identifiers\":[],\"authorizations\":[\"not an address\"]}"
            })
    void malformedOrderIsRefused(String body) {
        ca.answer("/order", json(201, body, "Location", ca.base() + "/order/1"));

        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(this::order)
                .withMessageContaining("tell the CA");
    }

    @Test
    void jsonThatIsNestedWithoutEndIsRefused() {
        ca.answer("/order", json(201, "[".repeat(100_000), "Location", ca.base() + "/order/1"));
        unacceptable("nested more than 32 deep");

        String nested = "{\"type\":\"urn:ietf:params:acme:error:caa\",\"subproblems\":[";
        ca.answer("/order", json(400, nested.repeat(3_000) + "]}".repeat(3_000)));
        unacceptable("nested more than 32 deep");
    }

    @Test
    void endlessWordsOfTheCaAreCutInMessages() {
        ca.answer(
                "/order",
                json(400, "{\"type\":\"urn:ietf:params:acme:error:caa\",\"detail\":\"" + "no ".repeat(50_000) + "\"}"));

        AcmeRefusedException refused = catchThrowableOfType(AcmeRefusedException.class, this::order);

        assertThat(refused.getMessage()).hasSizeLessThan(3_000).contains("CAA records");
        assertThat(refused.problem().detail()).hasSize(150_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fetc", "a.b", "", "../../etc/cron.d/job"})
    void tokenThatIsNoBase64IsRefused(String token) {
        ca.answer("/authorization", json(200, """
                        {"status":"pending","identifier":{"type":"dns","value":"example.test"},
                         "challenges":[{"type":"http-01","url":"%s/challenge","token":"%s","status":"pending"}]}
                        """.formatted(ca.base(), token)));

        try (AcmeConversation conversation = open()) {
            assertThatExceptionOfType(AcmeUnavailableException.class)
                    .isThrownBy(() -> conversation.authorization(URI.create(ca.base() + "/authorization")))
                    .withMessageContaining("tell the CA");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"})
    void chainWithoutACertificateIsRefused(String pem) {
        ca.answer("/cert", text(200, "application/pem-certificate-chain", pem));

        try (AcmeConversation conversation = open()) {
            assertThatExceptionOfType(AcmeUnavailableException.class)
                    .isThrownBy(() -> conversation.chain(URI.create(ca.base() + "/cert")))
                    .withMessageContaining("tell the CA");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"suggestedWindow\":{\"start\":\"2031-01-02T00:00:00Z\",\"end\":\"2031-01-01T00:00:00Z\"}}",
                "{\"suggestedWindow\":{\"start\":\"soon\",\"end\":\"later\"}}",
                "{\"suggestedWindow\":{}}",
                "{}"
            })
    void windowThatMakesNoSenseIsNoAnswer(String body) {
        ca.answer(
                "/directory",
                json(
                        200,
                        ca.directoryJson()
                                .replace(
                                        "{\"newNonce\"",
                                        "{\"renewalInfo\":\"%s/ari\",\"newNonce\"".formatted(ca.base()))));
        ca.answer("/ari/AA.AA", json(200, body));

        try (AcmeConversation conversation = open()) {
            assertThatExceptionOfType(AcmeUnavailableException.class)
                    .isThrownBy(() -> conversation.renewalInfo(new CertificateId("AA.AA")))
                    .withMessageContaining("AA.AA");
        }
    }

    @Test
    void listOfOrdersWithoutEndEnds() {
        ca.answer("/account", json(201, "{\"status\":\"valid\"}", "Location", ca.base() + "/account/1"));
        ca.answer("/account/1", json(200, "{\"status\":\"valid\",\"orders\":\"%s/orders\"}".formatted(ca.base())));
        ca.answer("/orders", exchange -> {
            asked.incrementAndGet();
            json(200, "{\"orders\":[]}", "Link", "<" + ca.base() + "/orders>;rel=\"next\"")
                    .to(exchange);
        });

        try (AcmeConversation conversation = open()) {
            assertThat(conversation.orders())
                    .hasValueSatisfying(orders -> assertThat(orders).isEmpty());
        }
        assertThat(asked).hasValue(100);
    }

    @Test
    void refusalInEveryFormKeepsItsRetryAfterWithinBounds() {
        ca.answer(
                "/order",
                json(503, "{\"type\":\"urn:ietf:params:acme:error:serverInternal\"}", "Retry-After", "99999999999"));

        AcmeRefusedException refused = catchThrowableOfType(AcmeRefusedException.class, this::order);

        assertThat(refused.retryAfter()).contains(Duration.ofDays(366));
    }
}
