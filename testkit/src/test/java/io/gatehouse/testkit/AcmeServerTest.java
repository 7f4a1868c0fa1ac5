package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
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
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcmeServerTest {
    private static final String NAME = "www.example.test";
    private static final KeyPair LEAF_KEY = PrivateKeys.generate(KeyType.EC_P256);

    @RegisterExtension
    static final DnsServer DNS = DnsServer.builder()
            .zone("example.test")
            .zone("other.test")
            .record("_acme-challenge.alias.example.test", "CNAME", "proof.other.test.")
            .record("_acme-challenge.circle.example.test", "CNAME", "_acme-challenge.circle.example.test.")
            .build();

    private ChallengeWeb web;
    private AcmeServer ca;
    private RawAcmeClient client;

    @BeforeEach
    void start() throws IOException {
        web = new ChallengeWeb();
        ca = AcmeServer.builder().http01Port(web.port()).dns(DNS).start();
        client = RawAcmeClient.registered(ca);
    }

    @AfterEach
    void stop() {
        assertThat(ca.requests()).noneMatch(request -> request.status() >= 500);
        ca.close();
        web.close();
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4",
            text = "an order goes from pending over ready to valid and has a certificate")
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: the key authorization is fetched from the well-known path of the name")
    @Requirement(
            rfc = 8555,
            section = "7.4.2",
            text = "the chain begins with the leaf, and each certificate certifies the one before")
    void certificateByHttp01() throws GeneralSecurityException {
        RawAnswer order = client.newOrder(NAME).require(201);
        assertThat(order.text("status")).isEqualTo("pending");
        proveByHttp(order);

        CertificateBundle bundle = finish(order, NAME);

        assertThat(web.hosts()).containsExactly(NAME);
        assertThat(bundle.names()).containsExactly(DomainName.of(NAME));
        assertThat(bundle.chain()).hasSize(2);
        assertThat(bundle.leaf().getPublicKey()).isEqualTo(LEAF_KEY.getPublic());
        requireTrusted(bundle, ca, Instant.now());
        assertThat(ca.requests(AcmeResource.NEW_ORDER)).singleElement().satisfies(request -> {
            assertThat(request.status()).isEqualTo(201);
            assertThat(request.problemType()).isEmpty();
        });
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.4",
            text = "dns-01: the digest of the key authorization is among the TXT values")
    @Requirement(rfc = 8555, section = "7.1.3", text = "a name and its wildcard are proved apart")
    void nameAndWildcardByDns01() throws GeneralSecurityException {
        RawAnswer order = client.newOrder("example.test", "*.example.test").require(201);
        List<String> values = order.texts("authorizations").stream()
                .map(url -> dnsValue(challenge(url, "dns-01").text("token")))
                .toList();
        DNS.set("_acme-challenge.example.test", "TXT", quoted(values));

        for (String url : order.texts("authorizations")) {
            respond(url, "dns-01");
            assertThat(client.fetch(url).text("status")).isEqualTo("valid");
        }

        CertificateBundle bundle = finish(order, "example.test", "*.example.test");
        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        requireTrusted(bundle, ca, Instant.now());
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.4",
            text = "an authorization for a wildcard has the base name and wildcard: true")
    void wildcardsAreProvedInDnsOnly() {
        RawAnswer order = client.newOrder("*.example.test").require(201);
        RawAnswer authorization = client.fetch(order.texts("authorizations").get(0));

        assertThat(authorization.json()).containsEntry("wildcard", true);
        assertThat(authorization.json().get("identifier")).isEqualTo(Map.of("type", "dns", "value", "example.test"));
        assertThat(authorization.objects("challenges"))
                .extracting(challenge -> challenge.text("type"))
                .containsExactly("dns-01");
    }

    @Test
    @Requirement(rfc = 8555, section = "8.4", text = "dns-01: CNAMEs are followed")
    void aCnameIsFollowedIntoAnotherZone() {
        RawAnswer order = client.newOrder("alias.example.test").require(201);
        String authorization = order.texts("authorizations").get(0);
        DNS.set(
                "proof.other.test",
                "TXT",
                quoted(List.of(
                        "something else",
                        dnsValue(challenge(authorization, "dns-01").text("token")))));

        respond(authorization, "dns-01");

        assertThat(client.fetch(authorization).text("status")).isEqualTo("valid");
    }

    @Test
    void aCnameIsFollowedToAnotherServer() throws IOException {
        try (DnsServer elsewhere = DnsServer.withZone("elsewhere.test").start();
                AcmeServer asking = AcmeServer.builder()
                        .dns(DNS.address(), elsewhere.address())
                        .start()) {
            DNS.set("_acme-challenge.far.example.test", "CNAME", "proof.elsewhere.test.");
            client = RawAcmeClient.registered(asking);
            String authorization =
                    client.newOrder("far.example.test").texts("authorizations").get(0);
            elsewhere.set(
                    "proof.elsewhere.test",
                    "TXT",
                    quoted(List.of(dnsValue(challenge(authorization, "dns-01").text("token")))));

            respond(authorization, "dns-01");

            assertThat(client.fetch(authorization).text("status")).isEqualTo("valid");
        }
    }

    @Test
    void everyServerThatAnswersMustHaveTheValue() {
        try (DnsServer lagging = DnsServer.withZone("example.test").start();
                AcmeServer asking = AcmeServer.builder().dns(DNS).dns(lagging).start()) {
            client = RawAcmeClient.registered(asking);
            String authorization = client.newOrder(NAME).texts("authorizations").get(0);
            DNS.set(
                    "_acme-challenge." + NAME,
                    "TXT",
                    quoted(List.of(dnsValue(challenge(authorization, "dns-01").text("token")))));

            respond(authorization, "dns-01");

            requireFailure(authorization, "incorrectResponse");
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.4",
            text = "dns-01: no or other values are incorrectResponse, no answer is dns")
    void dnsThatProvesNothing() {
        DNS.set("_acme-challenge.wrong.example.test", "TXT", "\"something else\"");
        Map.of(
                        "wrong.example.test", "incorrectResponse",
                        "missing.example.test", "incorrectResponse",
                        "circle.example.test", "dns",
                        "nobody.serves.this", "dns")
                .forEach((name, type) -> {
                    String authorization =
                            client.newOrder(name).texts("authorizations").get(0);
                    respond(authorization, "dns-01");
                    requireFailure(authorization, type);
                });
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: another body or status is incorrectResponse, no answer is connection")
    @Requirement(
            rfc = 8555,
            section = "7.1.6",
            text = "a challenge that fails makes its authorization and order invalid")
    void webThatProvesNothing() {
        Map.of(
                        "missing.example.test", "incorrectResponse",
                        "wrong.example.test", "incorrectResponse",
                        "loop.example.test", "connection",
                        "ftp.example.test", "connection")
                .forEach((name, type) -> {
                    RawAnswer order = client.newOrder(name).require(201);
                    String authorization = order.texts("authorizations").get(0);
                    String token = challenge(authorization, "http-01").text("token");
                    String path = "/.well-known/acme-challenge/" + token;
                    switch (name) {
                        case "wrong.example.test" -> web.page(path, token);
                        case "loop.example.test" -> web.redirect(path, path);
                        case "ftp.example.test" -> web.redirect(path, "ftp://example.test/" + token);
                        default -> {}
                    }
                    respond(authorization, "http-01");
                    requireFailure(authorization, type);
                    assertThat(client.fetch(order.header("Location")).text("status"))
                            .isEqualTo("invalid");
                });
        web.close();
        String unreachable = client.newOrder(NAME).texts("authorizations").get(0);
        respond(unreachable, "http-01");
        requireFailure(unreachable, "connection");
    }

    @Test
    @Requirement(rfc = 8555, section = "8.3", text = "http-01: redirects are followed")
    void redirectsAreFollowed() {
        String authorization = client.newOrder(NAME).texts("authorizations").get(0);
        String token = challenge(authorization, "http-01").text("token");
        web.redirect("/.well-known/acme-challenge/" + token, "http://other.example.test/moved");
        web.redirect("/moved", "http://third.example.test:" + web.port() + "/proof?x=1");
        web.page("/proof", token + "." + client.thumbprint() + "\n");

        respond(authorization, "http-01");

        assertThat(client.fetch(authorization).text("status")).isEqualTo("valid");
        assertThat(web.hosts()).containsExactly(NAME, "other.example.test", "third.example.test:" + web.port());
    }

    @Test
    @Timeout(60)
    @Requirement(rfc = 8555, section = "7.5.1", text = "a challenge is processing while it is validated")
    @Requirement(rfc = 8555, section = "8.2", text = "a validation that goes on is answered with Retry-After")
    void aSlowValidationIsProcessing() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), web.port());
        try (AcmeServer slow = AcmeServer.builder()
                .validationWait(Duration.ZERO)
                .http01(host -> {
                    asked.countDown();
                    awaitQuietly(answer);
                    return address;
                })
                .start()) {
            client = RawAcmeClient.registered(slow);
            String authorization = client.newOrder(NAME).texts("authorizations").get(0);
            RawAnswer challenge = challenge(authorization, "http-01");
            web.token(challenge.text("token"), challenge.text("token") + "." + client.thumbprint());

            RawAnswer begun = client.post(challenge.text("url"), Map.of()).require(200);
            awaitQuietly(asked);
            assertThat(begun.text("status")).isEqualTo("processing");
            assertThat(begun.header("Retry-After")).isEqualTo("1");
            RawAnswer meanwhile = client.fetch(authorization);
            assertThat(meanwhile.text("status")).isEqualTo("pending");
            assertThat(meanwhile.header("Retry-After")).isEqualTo("1");

            answer.countDown();
            while (client.fetch(authorization).text("status").equals("pending")) {
                Thread.onSpinWait();
            }
            assertThat(client.fetch(authorization).text("status")).isEqualTo("valid");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256", "EC_P384", "ED25519"})
    void accountsOfEveryKeyType(KeyType type) {
        RawAcmeClient other = new RawAcmeClient(ca, PrivateKeys.generate(type));

        other.register();

        assertThat(other.fetch(other.account()).require(200).text("status")).isEqualTo("valid");
        other.newOrder(NAME).require(201);
    }

    @Test
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
    @Requirement(rfc = 8738, section = "3", text = "an identifier of type ip is an address")
    @Requirement(rfc = 8738, section = "4", text = "an address is proved by http-01 with the address as Host")
    void addressesAreProvedByHttp() {
        RawAnswer order = client.post(
                        client.resource("newOrder"),
                        Map.of("identifiers", List.of(Map.of("type", "ip", "value", "127.0.0.1"))))
                .require(201);
        RawAnswer authorization = client.fetch(order.texts("authorizations").get(0));

        assertThat(authorization.json().get("identifier")).isEqualTo(Map.of("type", "ip", "value", "127.0.0.1"));
        proveByHttp(order);
        assertThat(client.fetch(order.header("Location")).text("status")).isEqualTo("ready");
        assertThat(web.hosts()).containsExactly("127.0.0.1");
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

    private void requireFailure(String authorization, String type) {
        RawAnswer failed = client.fetch(authorization);
        assertThat(failed.text("status")).isEqualTo("invalid");
        assertThat(failed.objects("challenges")).singleElement().satisfies(challenge -> {
            assertThat(challenge.text("status")).isEqualTo("invalid");
            assertThat(challenge.json().get("error"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("type", "urn:ietf:params:acme:error:" + type);
        });
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

    private String dnsValue(String token) {
        try {
            return RawAcmeClient.base64Url(MessageDigest.getInstance("SHA-256")
                    .digest((token + "." + client.thumbprint()).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] quoted(List<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").toArray(String[]::new);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
