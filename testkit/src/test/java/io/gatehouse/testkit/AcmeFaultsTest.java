package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.CertificateBundleException;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcmeFaultsTest {
    private static final String NAME = "www.example.test";
    private static final Instant NOW = Instant.parse("2031-02-03T04:05:06Z");
    private static final KeyPair LEAF_KEY = PrivateKeys.generate(KeyType.EC_P256);

    private ChallengeWeb web;
    private AcmeServer ca;
    private RawAcmeClient client;

    @BeforeEach
    void start() throws IOException {
        web = new ChallengeWeb();
        ca = AcmeServer.builder()
                .http01Port(web.port())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .start();
        client = RawAcmeClient.registered(ca);
    }

    @AfterEach
    void stop() {
        ca.close();
        web.close();
    }

    @Test
    @Requirement(rfc = 8555, section = "6.5", text = "badNonce carries a fresh nonce to try again with")
    void badNoncesAtARate() {
        ca.faults().badNonces(0.25);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            statuses.add(client.newOrder(NAME).status());
        }
        assertThat(statuses).containsExactly(201, 201, 201, 400, 201, 201, 201, 400);

        ca.faults().badNonces(1);
        client.newOrder(NAME).requireProblem(400, "badNonce");
        client.newOrder(NAME).requireProblem(400, "badNonce");

        ca.faults().badNonces(0);
        client.newOrder(NAME).require(201);
        assertThatThrownBy(() -> ca.faults().badNonces(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> ca.faults().badNonces(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.6", text = "rateLimited is 429 and may say when to come back")
    void rateLimitsWithEachRetryAfter() {
        ca.faults()
                .next(AcmeResource.NEW_ORDER)
                .rateLimited(RetryAfter.seconds(Duration.ofMinutes(3)))
                .next(AcmeResource.NEW_ORDER)
                .rateLimited(RetryAfter.date(Duration.ofMinutes(3)))
                .next(AcmeResource.NEW_ORDER)
                .rateLimited(RetryAfter.dateGoneBy())
                .next(AcmeResource.NEW_ORDER)
                .rateLimited(RetryAfter.none());

        for (String expected : List.of("180", "Mon, 03 Feb 2031 04:08:06 GMT", "Mon, 03 Feb 2031 03:05:06 GMT")) {
            RawAnswer limited = client.newOrder(NAME);
            limited.requireProblem(429, "rateLimited");
            assertThat(limited.header("Retry-After")).isEqualTo(expected);
        }
        RawAnswer silent = client.newOrder(NAME);
        silent.requireProblem(429, "rateLimited");
        assertThat(silent.headers().firstValue("Retry-After")).isEmpty();
        client.newOrder(NAME).require(201);
    }

    @Test
    void unavailableWithEachRetryAfter() {
        ca.faults()
                .next(AcmeResource.NEW_ORDER)
                .unavailable(RetryAfter.seconds(Duration.ofSeconds(7)))
                .next(AcmeResource.NEW_ORDER)
                .unavailable(RetryAfter.date(Duration.ofSeconds(7)))
                .next(AcmeResource.NEW_ORDER)
                .unavailable(RetryAfter.dateGoneBy())
                .next(AcmeResource.NEW_ORDER)
                .unavailable(RetryAfter.none());

        for (String expected : List.of("7", "Mon, 03 Feb 2031 04:05:13 GMT", "Mon, 03 Feb 2031 03:05:06 GMT")) {
            RawAnswer busy = client.newOrder(NAME).require(503);
            assertThat(busy.header("Retry-After")).isEqualTo(expected);
            assertThat(busy.header("Content-Type")).isEqualTo("text/html");
            assertThat(busy.headers().firstValue("Replay-Nonce")).isEmpty();
        }
        assertThat(client.newOrder(NAME).require(503).headers().firstValue("Retry-After"))
                .isEmpty();
        client.newOrder(NAME).require(201);
    }

    @Test
    void everyRequestUntilCleared() {
        ca.faults().every(AcmeResource.DIRECTORY).unavailable(RetryAfter.none());
        String directory = ca.directory().toString();
        client.get(directory).require(503);
        client.get(directory).require(503);
        client.newOrder(NAME).require(201);

        ca.faults().clear();

        client.get(directory).require(200);
    }

    @Test
    void severalRequestsInARow() {
        ca.faults().next(2, AcmeResource.DIRECTORY).contentType("text/plain");
        String directory = ca.directory().toString();

        assertThat(client.get(directory).header("Content-Type")).isEqualTo("text/plain");
        assertThat(client.get(directory).header("Content-Type")).isEqualTo("text/plain");
        assertThat(client.get(directory).header("Content-Type")).isEqualTo("application/json");
        assertThatThrownBy(() -> ca.faults().next(0, AcmeResource.DIRECTORY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retryAfterOfASoundAnswer() {
        String order = client.newOrder(NAME).require(201).header("Location");
        ca.faults().next(AcmeResource.ORDER).retryAfter(RetryAfter.dateGoneBy());

        assertThat(client.fetch(order).require(200).header("Retry-After")).isEqualTo("Mon, 03 Feb 2031 03:05:06 GMT");
        assertThat(client.fetch(order).require(200).headers().firstValue("Retry-After"))
                .isEmpty();
    }

    @Test
    void connectionCutBeforeTheEffect() {
        ca.faults().next(AcmeResource.NEW_ORDER).cutBeforeEffect();

        assertThatThrownBy(() -> client.newOrder(NAME)).isInstanceOf(UncheckedIOException.class);

        assertThat(ordersOfTheAccount()).isEmpty();
        assertThat(ca.requests(AcmeResource.NEW_ORDER))
                .extracting(AcmeRequest::status)
                .containsExactly(0);
        client.newOrder(NAME).require(201);
    }

    @Test
    void connectionCutAfterTheEffect() {
        ca.faults().next(AcmeResource.NEW_ORDER).cutAfterEffect();

        assertThatThrownBy(() -> client.newOrder(NAME)).isInstanceOf(UncheckedIOException.class);

        assertThat(ordersOfTheAccount()).hasSize(1);
        assertThat(ca.requests(AcmeResource.NEW_ORDER))
                .extracting(AcmeRequest::status)
                .containsExactly(0);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.7.1", text = "a subproblem has a type and its identifier")
    void problemWithSubproblems() {
        ca.faults().next(AcmeResource.NEW_ORDER).subproblems("caa", NAME, "192.0.2.1");

        RawAnswer refused = client.newOrder(NAME);

        refused.requireProblem(400, "caa");
        assertThat(refused.objects("subproblems"))
                .extracting(subproblem -> subproblem.json().get("identifier"))
                .containsExactly(Map.of("type", "dns", "value", NAME), Map.of("type", "ip", "value", "192.0.2.1"));
        assertThat(ca.requests(AcmeResource.NEW_ORDER))
                .extracting(AcmeRequest::problemType)
                .first()
                .satisfies(type -> assertThat(type).hasValue("urn:ietf:params:acme:error:caa"));
    }

    @Test
    void oversizedAnswers() {
        ca.faults().next(AcmeResource.NEW_ORDER).oversized(3_000_000);

        RawAnswer order = client.newOrder(NAME).require(201);

        assertThat(order.body()).hasSize(3_000_000);
        assertThat(order.text("status")).isEqualTo("pending");
    }

    @Test
    void failingValidation() {
        ca.faults().failValidations(NAME);

        for (int i = 0; i < 2; i++) {
            RawAnswer failed = respond(client.newOrder(NAME));
            assertThat(failed.text("status")).isEqualTo("invalid");
            assertThat(failed.body()).contains("urn:ietf:params:acme:error:connection");
        }
        assertThat(respond(client.newOrder("api.example.test")).text("status")).isEqualTo("valid");
        assertThat(web.hosts()).containsExactly("api.example.test");
    }

    @Test
    void flappingValidation() {
        ca.faults().flapValidations(NAME);
        List<String> statuses = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            statuses.add(respond(client.newOrder(NAME)).text("status"));
        }

        assertThat(statuses).containsExactly("invalid", "valid", "invalid", "valid");
    }

    @Test
    void validationHeldUntilItIsReleased() throws IOException {
        restart(Duration.ZERO);
        ca.faults().holdValidations();
        RawAnswer order = client.newOrder(NAME).require(201);

        RawAnswer held = respond(order);
        assertThat(held.text("status")).isEqualTo("processing");
        assertThat(held.header("Retry-After")).isEqualTo("1");
        assertThat(client.fetch(held.text("url")).text("status")).isEqualTo("processing");
        assertThat(web.hosts()).isEmpty();

        ca.faults().releaseValidations();
        awaitStatus(held.text("url"), "valid");
    }

    @Test
    void slowValidation() throws IOException {
        restart(Duration.ZERO);
        ca.faults().slowValidations(Duration.ofMillis(300));
        long begun = System.nanoTime();

        RawAnswer slow = respond(client.newOrder(NAME));
        awaitStatus(slow.text("url"), "valid");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThatThrownBy(() -> ca.faults().slowValidations(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void certificateForAnotherKey() throws GeneralSecurityException {
        ca.faults().certificateForAnotherKey();

        CertificateBundle foreign = CertificateBundle.parse(obtain().body());
        CertificateBundle sound = CertificateBundle.parse(obtain().body());

        assertThat(foreign.leaf().getPublicKey()).isNotEqualTo(LEAF_KEY.getPublic());
        foreign.leaf().verify(foreign.chain().get(1).getPublicKey());
        assertThat(sound.leaf().getPublicKey()).isEqualTo(LEAF_KEY.getPublic());
    }

    @Test
    void chainThatDoesNotVerify() throws GeneralSecurityException {
        ca.faults().chainThatDoesNotVerify();

        String pem = obtain().body();

        assertThatThrownBy(() -> CertificateBundle.parse(pem)).isInstanceOf(CertificateBundleException.class);
        List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        assertThat(chain).hasSize(2);
        assertThat(chain.get(1).getSubjectX500Principal())
                .isEqualTo(chain.get(0).getIssuerX500Principal());
        assertThatThrownBy(() -> chain.get(0).verify(chain.get(1).getPublicKey()))
                .isInstanceOf(SignatureException.class);
        assertThat(CertificateBundle.parse(obtain().body()).chain()).hasSize(2);
    }

    @Test
    void anOrderNeverLeavesProcessing() {
        ca.faults().ordersStayProcessing();
        RawAnswer order = client.newOrder(NAME).require(201);
        assertThat(respond(order).text("status")).isEqualTo("valid");
        assertThat(client.fetch(order.header("Location")).text("status")).isEqualTo("ready");

        RawAnswer finalized =
                client.finalizeOrder(order, Csr.of(LEAF_KEY, NAME)).require(200);

        assertThat(finalized.text("status")).isEqualTo("processing");
        for (int poll = 0; poll < 3; poll++) {
            RawAnswer polled = client.fetch(order.header("Location")).require(200);
            assertThat(polled.text("status")).isEqualTo("processing");
            assertThat(polled.json()).doesNotContainKey("certificate");
            assertThat(polled.header("Retry-After")).isEqualTo("1");
        }
    }

    private void restart(Duration validationWait) throws IOException {
        ca.close();
        ca = AcmeServer.builder()
                .http01Port(web.port())
                .validationWait(validationWait)
                .start();
        client = RawAcmeClient.registered(ca);
    }

    private List<String> ordersOfTheAccount() {
        RawAnswer account = client.post(client.account(), Map.of()).require(200);
        return client.fetch(account.text("orders")).texts("orders");
    }

    /** Publishes the proof and says so. */
    private RawAnswer respond(RawAnswer order) {
        RawAnswer challenge =
                client.fetch(order.require(201).texts("authorizations").get(0)).objects("challenges").stream()
                        .filter(candidate -> candidate.text("type").equals("http-01"))
                        .findFirst()
                        .orElseThrow();
        String token = challenge.text("token");
        web.token(token, token + "." + client.thumbprint());
        return client.post(challenge.text("url"), Map.of()).require(200);
    }

    private void awaitStatus(String url, String status) {
        String seen = "";
        while (!seen.equals(status)) {
            seen = client.fetch(url).require(200).text("status");
        }
    }

    private RawAnswer obtain() {
        RawAnswer order = client.newOrder(NAME).require(201);
        respond(order);
        RawAnswer done = client.finalizeOrder(order, Csr.of(LEAF_KEY, NAME)).require(200);
        return client.fetch(done.text("certificate")).require(200);
    }
}
