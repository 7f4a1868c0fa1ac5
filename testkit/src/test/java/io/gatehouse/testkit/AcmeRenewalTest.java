package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateBundle;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Renewal information and orders that replace (RFC 9773). */
class AcmeRenewalTest {
    private static final String NAME = "www.example.test";
    private static final Instant NOW = Instant.parse("2031-02-03T04:05:06Z");

    private final MovableClock clock = MovableClock.at(NOW);
    private AcmeFlow flow;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder()
                .clock(clock)
                .certificateLifetime(Duration.ofDays(90))
                .rateLimit(AcmeResource.NEW_ORDER, 3, Duration.ofDays(7)));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    @Requirement(
            rfc = 9773,
            section = "4.1",
            text =
                    "renewal information is fetched by GET, under authority key identifier and serial number in base64url")
    @Requirement(rfc = 9773, section = "4.2", text = "a window has a start and, after it, an end")
    @Requirement(rfc = 9773, section = "4.3", text = "renewal information says by Retry-After when to ask again")
    void aWindowIsSuggested() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();

        RawAnswer info = info(renewalId(leaf)).require(200);

        assertThat(info.header("Content-Type")).isEqualTo("application/json");
        assertThat(info.header("Retry-After")).isEqualTo("21600");
        assertThat(start(info)).isAfter(NOW.plus(Duration.ofDays(59))).isBefore(end(info));
        assertThat(end(info)).isBefore(leaf.getNotAfter().toInstant());
        assertThat(info.json()).doesNotContainKey("explanationURL");
    }

    @Test
    @Requirement(
            rfc = 9773,
            section = "4.2",
            text = "the window may move, also into the past, and an explanationURL may say why")
    @Requirement(rfc = 9773, section = "4.2", text = "a window that ends where or before it starts is never served")
    void aTestMovesTheWindow() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();
        URI why = URI.create("https://ca.example.test/incident");

        flow.ca().renewalWindow(leaf, new RenewalWindow(NOW.minusSeconds(60), NOW, Optional.of(why)));

        RawAnswer info = info(renewalId(leaf)).require(200);
        assertThat(start(info)).isEqualTo(NOW.minusSeconds(60));
        assertThat(end(info)).isEqualTo(NOW);
        assertThat(info.text("explanationURL")).isEqualTo(why.toString());
        assertThatThrownBy(() -> new RenewalWindow(NOW, NOW)).isInstanceOf(IllegalArgumentException.class);
        X509Certificate root = flow.ca().rootCertificate();
        assertThatThrownBy(() -> flow.ca().renewalWindow(root, new RenewalWindow(NOW, NOW.plusSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Requirement(rfc = 9773, section = "4.2", text = "what is revoked should have been renewed")
    void whatIsRevokedShouldHaveBeenRenewed() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();

        flow.client()
                .post(
                        flow.client().resource("revokeCert"),
                        Map.of("certificate", RawAcmeClient.base64Url(leaf.getEncoded())))
                .require(200);

        assertThat(end(info(renewalId(leaf)).require(200))).isBefore(NOW);
    }

    @ParameterizedTest
    @CsvSource({"AQID.AQID, 404", "AQID., 404", "AQID, 400", "AQID.AQID.AQID, 400", "AQ=.AQ, 400"})
    @Requirement(
            rfc = 9773,
            section = "4.1",
            text =
                    "an identifier that is not two parts of base64url without padding is malformed; of no certificate here: 404")
    void certificatesThatNobodyKnows(String renewalId, int status) {
        RawAnswer answer = info(renewalId);

        answer.requireProblem(status, "malformed");
    }

    @Test
    @Requirement(rfc = 9773, section = "5", text = "what was replaced is alreadyReplaced and 409")
    @Requirement(rfc = 9773, section = "5", text = "an order that replaces says so, then and later")
    @Requirement(rfc = 9773, section = "7.3", text = "an order has the member replaces")
    @Requirement(rfc = 9773, section = "7.4", text = "alreadyReplaced is an error type")
    void anOrderReplacesACertificateOnce() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();

        RawAnswer order =
                replace(flow, renewalId(leaf), NAME, "new.example.test").require(201);

        assertThat(order.text("replaces")).isEqualTo(renewalId(leaf));
        assertThat(flow.refetch(order).text("replaces")).isEqualTo(renewalId(leaf));
        replace(flow, renewalId(leaf), NAME).requireProblem(409, "alreadyReplaced");
        flow.obtain(order);
        replace(flow, renewalId(leaf), NAME).requireProblem(409, "alreadyReplaced");
    }

    @Test
    @Requirement(rfc = 9773, section = "5", text = "an order that is invalid replaces nothing")
    void anOrderThatFailedReplacesNothing() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();
        RawAnswer order = replace(flow, renewalId(leaf), NAME).require(201);
        flow.client().post(order.texts("authorizations").get(0), Map.of("status", "deactivated"));

        replace(flow, renewalId(leaf), NAME).require(201);
    }

    @Test
    @Requirement(
            rfc = 9773,
            section = "5",
            text = "what is replaced belongs to the account and shares an identifier with the order")
    void replacementsThatAreRefused() throws Exception {
        X509Certificate leaf = flow.obtain(flow.client().newOrder(NAME)).leaf();

        replace(flow.stranger(), renewalId(leaf), NAME).requireProblem(403, "unauthorized");
        replace(flow, "AQID.AQID", NAME).requireProblem(404, "malformed");
        replace(flow, "AQID", NAME).requireProblem(400, "malformed");
        replace(flow, renewalId(leaf), "other.example.test").requireProblem(400, "malformed");
        replace(flow, renewalId(leaf), NAME).require(201);
    }

    @Test
    void aReplacementIsExemptFromTheLimitOnOrders() throws Exception {
        CertificateBundle bundle = flow.obtain(flow.client().newOrder(NAME));
        flow.client().newOrder(NAME).require(201);
        flow.client().newOrder(NAME).require(201);
        flow.client().newOrder(NAME).requireProblem(429, "rateLimited");

        replace(flow, renewalId(bundle.leaf()), NAME).require(201);
    }

    private RawAnswer info(String renewalId) {
        return flow.client().get(flow.client().resource("renewalInfo") + "/" + renewalId);
    }

    private static RawAnswer replace(AcmeFlow flow, String renewalId, String... names) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put(
                "identifiers",
                List.of(names).stream()
                        .map(name -> Map.of("type", "dns", "value", name))
                        .toList());
        order.put("replaces", renewalId);
        return flow.client().post(flow.client().resource("newOrder"), order);
    }

    private static Instant start(RawAnswer info) {
        return Instant.parse(info.object("suggestedWindow").text("start"));
    }

    private static Instant end(RawAnswer info) {
        return Instant.parse(info.object("suggestedWindow").text("end"));
    }

    static String renewalId(X509Certificate leaf) throws Exception {
        byte[] authority = AuthorityKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(leaf).getExtensions())
                .getKeyIdentifierOctets();
        return RawAcmeClient.base64Url(authority) + "."
                + RawAcmeClient.base64Url(leaf.getSerialNumber().toByteArray());
    }
}
