package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcmeServerTest {
    private static final String NAME = "www.example.test";
    private static final KeyPair LEAF_KEY = PrivateKeys.generate(KeyType.EC_P256);

    private ChallengeWeb web;
    private AcmeServer ca;
    private RawAcmeClient client;

    @BeforeEach
    void start() throws IOException {
        web = new ChallengeWeb();
        ca = AcmeServer.builder().http01Port(web.port()).start();
        client = RawAcmeClient.registered(ca);
    }

    @AfterEach
    void stop() {
        assertThat(ca.requests()).noneMatch(request -> request.status() >= 500);
        ca.close();
        web.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256", "EC_P384", "ED25519"})
    @Requirement(rfc = 8555, section = "6.2", text = "ES256 and EdDSA are accepted; RS256 and ES384 too")
    void accountsOfEveryKeyType(KeyType type) {
        RawAcmeClient other = new RawAcmeClient(ca, PrivateKeys.generate(type));

        other.register();

        assertThat(other.fetch(other.account()).require(200).text("status")).isEqualTo("valid");
        other.newOrder(NAME).require(201);
    }

    @Test
    @Requirement(rfc = 8555, section = "7.3.1", text = "a key that has an account finds it: 200 and its Location")
    @Requirement(rfc = 8555, section = "7.3.2", text = "contacts are updated")
    @Requirement(
            rfc = 8555,
            section = "7.3.6",
            text = "a deactivated account is refused for good, with 401 and unauthorized")
    void accountLifecycle() {
        client.newOrder(NAME).require(201);
        RawAcmeClient again = new RawAcmeClient(ca, client.key());
        RawAnswer found = again.post(again.resource("newAccount"), Map.of("onlyReturnExisting", true))
                .require(200);
        assertThat(found.header("Location")).isEqualTo(client.account());

        RawAnswer updated = client.post(client.account(), Map.of("contact", List.of("mailto:a@example.test")));
        assertThat(updated.texts("contact")).containsExactly("mailto:a@example.test");
        assertThat(client.fetch(updated.text("orders")).texts("orders")).hasSize(1);

        assertThat(client.post(client.account(), Map.of("status", "deactivated"))
                        .text("status"))
                .isEqualTo("deactivated");
        client.newOrder(NAME).requireProblem(401, "unauthorized");
        again.post(again.resource("newAccount"), Map.of()).requireProblem(401, "unauthorized");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4",
            text = "the CSR names exactly the identifiers of the order, or it is badCSR")
    @Requirement(rfc = 8555, section = "11.1", text = "the CSR has another key than the account")
    void csrThatDoesNotFitTheOrder() {
        RawAnswer order = client.newOrder(NAME).require(201);
        proveByHttp(order);
        KeyPair stranger = PrivateKeys.generate(KeyType.EC_P256);

        client.finalizeOrder(order, Csr.of(LEAF_KEY, "evil.example.test")).requireProblem(400, "badCSR");
        client.finalizeOrder(order, Csr.of(LEAF_KEY, NAME, "evil.example.test")).requireProblem(400, "badCSR");
        client.finalizeOrder(order, Csr.of(client.key(), NAME)).requireProblem(400, "badCSR");
        client.finalizeOrder(order, Csr.signed(LEAF_KEY, stranger, NAME)).requireProblem(400, "badCSR");
        client.finalizeOrder(order, new byte[] {1, 2, 3}).requireProblem(400, "badCSR");
        client.finalizeOrder(order, new byte[0]).requireProblem(400, "badCSR");
        assertThat(client.fetch(order.header("Location")).text("status")).isEqualTo("ready");

        finish(order, NAME);
        client.finalizeOrder(order, Csr.of(LEAF_KEY, NAME)).requireProblem(403, "orderNotReady");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4.2",
            text = "a certificate is fetched by its account, as application/pem-certificate-chain")
    void certificatesBelongToTheirAccount() {
        RawAnswer order = client.newOrder(NAME).require(201);
        proveByHttp(order);
        finish(order, NAME);
        String certificate = client.fetch(order.header("Location")).text("certificate");

        RawAcmeClient.registered(ca).fetch(certificate).requireProblem(403, "unauthorized");
        assertThat(client.fetch(certificate).header("Content-Type")).isEqualTo("application/pem-certificate-chain");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.6", text = "a certificate is revoked by its account or its own key, once")
    @Requirement(rfc = 8555, section = "7.6", text = "a reason that is not allowed is badRevocationReason")
    void revocation() throws GeneralSecurityException {
        RawAnswer order = client.newOrder(NAME).require(201);
        proveByHttp(order);
        CertificateBundle bundle = finish(order, NAME);
        String certificate = RawAcmeClient.base64Url(bundle.leaf().getEncoded());
        String url = client.resource("revokeCert");
        RawAcmeClient stranger = RawAcmeClient.registered(ca);
        RawAcmeClient holder = new RawAcmeClient(ca, LEAF_KEY);

        stranger.post(url, Map.of("certificate", certificate)).requireProblem(403, "unauthorized");
        client.post(url, Map.<String, Object>of("certificate", certificate, "reason", 99))
                .requireProblem(400, "badRevocationReason");
        client.post(url, Map.of("certificate", "AQID")).requireProblem(400, "malformed");
        String foreign = RawAcmeClient.base64Url(ca.rootCertificate().getEncoded());
        client.post(url, Map.of("certificate", foreign)).requireProblem(404, "malformed");
        assertThat(ca.crl().isRevoked(bundle.leaf())).isFalse();

        holder.post(url, Map.<String, Object>of("certificate", certificate, "reason", 4))
                .require(200);
        assertThat(ca.crl().isRevoked(bundle.leaf())).isTrue();
        client.post(url, Map.of("certificate", certificate)).requireProblem(400, "alreadyRevoked");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.5.2",
            text = "an authorization can be deactivated, and its challenges are then over")
    void deactivatedAuthorization() {
        RawAnswer order = client.newOrder(NAME).require(201);
        String authorization = order.texts("authorizations").get(0);

        RawAnswer deactivated =
                client.post(authorization, Map.of("status", "deactivated")).require(200);

        assertThat(deactivated.text("status")).isEqualTo("deactivated");
        assertThat(client.fetch(order.header("Location")).text("status")).isEqualTo("invalid");
        client.post(challenge(authorization, "http-01").text("url"), Map.of()).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.5.1", text = "a challenge is validated once")
    void aSecondResponseToAChallengeChangesNothing() {
        RawAnswer order = client.newOrder(NAME).require(201);
        String challenge =
                challenge(order.texts("authorizations").get(0), "http-01").text("url");
        proveByHttp(order);

        assertThat(client.post(challenge, Map.of()).require(200).text("status")).isEqualTo("valid");
        assertThat(web.hosts()).hasSize(1);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.7.1", text = "a problem about one identifier of many stands in subproblems")
    void faultsOnRequest() {
        ca.rejectIdentifier("bad.example.test");
        RawAnswer rejected = client.newOrder(NAME, "bad.example.test");
        rejected.requireProblem(400, "rejectedIdentifier");
        assertThat(rejected.objects("subproblems"))
                .singleElement()
                .satisfies(subproblem -> assertThat(subproblem.json().get("identifier"))
                        .isEqualTo(Map.of("type", "dns", "value", "bad.example.test")));
        client.newOrder("*.bad.example.test").require(201);

        ca.badNonceOnce();
        client.newOrder(NAME).requireProblem(400, "badNonce");
        client.newOrder(NAME).require(201);

        ca.rateLimitOnce(AcmeResource.NEW_ORDER, Duration.ofMinutes(3));
        RawAnswer limited = client.newOrder(NAME);
        limited.requireProblem(429, "rateLimited");
        assertThat(limited.header("Retry-After")).isEqualTo("180");
        client.newOrder(NAME).require(201);
        assertThat(ca.requests(AcmeResource.NEW_ORDER))
                .extracting(AcmeRequest::status)
                .containsExactly(400, 201, 400, 201, 429, 201);
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.3", text = "an order says when it expires")
    void theClockAndTheLifetimeAreTheTests() throws GeneralSecurityException {
        Instant now = Instant.parse("2031-02-03T04:05:06Z");
        MovableClock clock = MovableClock.at(now);
        try (AcmeServer later = AcmeServer.builder()
                .http01Port(web.port())
                .clock(clock)
                .certificateLifetime(Duration.ofMinutes(10))
                .start()) {
            client = RawAcmeClient.registered(later);
            RawAnswer order = client.newOrder(NAME).require(201);
            assertThat(order.text("expires")).startsWith("2031-02-10T");
            proveByHttp(order);
            CertificateBundle bundle = finish(order, NAME);

            assertThat(bundle.notAfter()).isEqualTo(now.plus(Duration.ofMinutes(10)));
            assertThat(bundle.notBefore()).isBeforeOrEqualTo(now);
            requireTrusted(bundle, later, now);

            clock.advance(Duration.ofDays(30));
            assertThat(client.newOrder(NAME).require(201).text("expires")).startsWith("2031-03-12T");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.1", text = "the directory names the resources")
    @Requirement(
            rfc = 8555,
            section = "7.2",
            text = "newNonce answers HEAD with 200 and GET with 204, each with a fresh Replay-Nonce and no-store")
    @Requirement(rfc = 8555, section = "7.1", text = "every answer but the directory links to it as index")
    void directoryAndNonce() {
        RawAnswer directory = client.get(ca.directory().toString()).require(200);
        assertThat(directory.json()).containsKeys("newNonce", "newAccount", "newOrder", "revokeCert", "meta");
        assertThat(directory.header("Content-Type")).isEqualTo("application/json");

        RawAnswer head =
                client.send("HEAD", directory.text("newNonce"), null, null).require(200);
        RawAnswer get = client.get(directory.text("newNonce")).require(204);
        assertThat(get.header("Replay-Nonce")).isNotEqualTo(head.header("Replay-Nonce"));
        assertThat(get.header("Cache-Control")).isEqualTo("no-store");
        assertThat(get.header("Link")).isEqualTo("<" + ca.directory() + ">;rel=\"index\"");
    }

    @Test
    void aServerThatDoesNotRunSaysSo() {
        AcmeServer stopped = AcmeServer.builder().build();

        assertThatThrownBy(stopped::directory)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start()");
        stopped.start();
        assertThat(stopped.start().directory()).hasScheme("https");
        stopped.close();
        stopped.close();
        assertThatThrownBy(stopped::requests).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everythingThatIsWrongWithTheSettingsIsSaidAtOnce() {
        AcmeServerBuilder builder = AcmeServer.builder()
                .http01Port(65_536)
                .certificateLifetime(Duration.ZERO)
                .validationWait(Duration.ofSeconds(-1));

        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::field)
                                .containsExactly("http01Port", "certificateLifetime", "validationWait"));
    }

    @Nested
    class AsAnExtension {
        @RegisterExtension
        final AcmeServer fresh = AcmeServer.builder().build();

        @Test
        void startsForTheTest() {
            assertThat(RawAcmeClient.registered(fresh).account()).startsWith("https://localhost:");
        }
    }

    private RawAnswer challenge(String authorization, String type) {
        return client.fetch(authorization).require(200).objects("challenges").stream()
                .filter(challenge -> challenge.text("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private void respond(String authorization, String type) {
        client.post(challenge(authorization, type).text("url"), Map.of()).require(200);
    }

    private void proveByHttp(RawAnswer order) {
        for (String authorization : order.texts("authorizations")) {
            String token = challenge(authorization, "http-01").text("token");
            web.token(token, token + "." + client.thumbprint());
            respond(authorization, "http-01");
            assertThat(client.fetch(authorization).text("status")).isEqualTo("valid");
        }
    }

    private CertificateBundle finish(RawAnswer order, String... names) {
        RawAnswer done = client.finalizeOrder(order, Csr.of(LEAF_KEY, names)).require(200);
        assertThat(done.text("status")).isEqualTo("valid");
        return CertificateBundle.parse(
                client.fetch(done.text("certificate")).require(200).body());
    }

    private static void requireTrusted(CertificateBundle bundle, AcmeServer issuer, Instant at)
            throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer.rootCertificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(bundle.chain()), parameters);
    }
}
