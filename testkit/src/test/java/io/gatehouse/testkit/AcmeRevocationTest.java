package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation by either key and for each reason, and how relying parties learn of it (RFC 8555, section 7.6). */
class AcmeRevocationTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private AcmeFlow flow;
    private CertificateBundle bundle;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder());
        bundle = flow.obtain(flow.client().newOrder("www.example.test"));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, true", "1, true", "3, true", "4, true", "5, true", "9, true",
        "0, false", "1, false", "3, false", "4, false", "5, false", "9, false"
    })
    @Requirement(
            rfc = 8555,
            section = "7.6",
            text =
                    "a certificate is revoked for each reason of a subscriber, by either key, and is then on the CRL and in OCSP")
    @Requirement(rfc = 8555, section = "7.6", text = "a certificate that is revoked is alreadyRevoked")
    void eachReasonByEitherKey(int reason, boolean byAccount) throws Exception {
        assertThat(status(bundle.leaf().getSerialNumber())).isEqualTo(CertificateStatus.GOOD);

        revoke(byAccount ? flow.client() : new RawAcmeClient(flow.ca(), AcmeFlow.LEAF_KEY), reason)
                .require(200);

        X509CRL crl = crl();
        crl.verify(bundle.chain().get(1).getPublicKey());
        assertThat(crl.isRevoked(bundle.leaf())).isTrue();
        assertThat(flow.ca().crl().isRevoked(bundle.leaf())).isTrue();
        RevokedStatus status = (RevokedStatus) status(bundle.leaf().getSerialNumber());
        assertThat(status.getRevocationReason()).isEqualTo(reason);
        revoke(flow.client(), reason).requireProblem(400, "alreadyRevoked");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, CRLReason.cACompromise, CRLReason.certificateHold, 7, CRLReason.removeFromCRL, 10, 99})
    @Requirement(rfc = 8555, section = "7.6", text = "a reason that is not allowed is badRevocationReason")
    void reasonsThatNoSubscriberHas(int reason) throws Exception {
        revoke(flow.client(), reason).requireProblem(400, "badRevocationReason");

        assertThat(crl().isRevoked(bundle.leaf())).isFalse();
        assertThat(RevocationReason.values()).noneMatch(known -> known.code() == 99);
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.6",
            text = "an account that is authorized for all names of a certificate may revoke it")
    void anAccountThatIsAuthorizedForAllNamesMayRevoke() throws Exception {
        AcmeFlow other = flow.stranger();
        revoke(other.client(), 4).requireProblem(403, "unauthorized");

        other.ready(other.client().newOrder("www.example.test"));

        revoke(other.client(), 4).require(200);
        assertThat(crl().isRevoked(bundle.leaf())).isTrue();
    }

    @Test
    void certificatesSayWhereTheirStatusIs() throws Exception {
        assertThat(bundle.crlUrls())
                .singleElement()
                .satisfies(url -> assertThat(url).hasScheme("http"));
        assertThat(bundle.ocspUrls())
                .singleElement()
                .satisfies(url -> assertThat(url).hasScheme("http"));
        byte[] issuer = get(bundle.caIssuersUrls().get(0), "application/pkix-cert");

        assertThat(certificate(issuer)).isEqualTo(bundle.chain().get(1));
    }

    @Test
    void ocspByGetAndForCertificatesOfNobody() throws Exception {
        byte[] request = request(bundle.leaf().getSerialNumber());
        URI url = URI.create(bundle.ocspUrls().get(0) + "/"
                + URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.UTF_8));

        assertThat(parsed(get(url, "application/ocsp-response"))).isEqualTo(CertificateStatus.GOOD);
        assertThat(status(BigInteger.TEN)).isInstanceOf(UnknownStatus.class);
        assertThat(new OCSPResp(ocsp(new byte[] {1, 2, 3})).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    private RawAnswer revoke(RawAcmeClient by, int reason) throws Exception {
        return by.post(
                by.resource("revokeCert"),
                Map.<String, Object>of(
                        "certificate", RawAcmeClient.base64Url(bundle.leaf().getEncoded()), "reason", reason));
    }

    private X509CRL crl() throws Exception {
        byte[] der = get(bundle.crlUrls().get(0), "application/pkix-crl");
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    private CertificateStatus status(BigInteger serialNumber) throws Exception {
        return parsed(ocsp(request(serialNumber)));
    }

    private byte[] request(BigInteger serialNumber) throws Exception {
        CertificateID id = new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(bundle.chain().get(1)),
                serialNumber);
        return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    }

    private CertificateStatus parsed(byte[] response) throws Exception {
        BasicOCSPResp basic = (BasicOCSPResp) new OCSPResp(response).getResponseObject();
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .build(bundle.chain().get(1).getPublicKey())))
                .isTrue();
        return basic.getResponses()[0].getCertStatus();
    }

    private byte[] ocsp(byte[] request) throws Exception {
        return send(
                HttpRequest.newBuilder(bundle.ocspUrls().get(0))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                        .build(),
                "application/ocsp-response");
    }

    private byte[] get(URI url, String contentType) throws Exception {
        return send(HttpRequest.newBuilder(url).build(), contentType);
    }

    private byte[] send(HttpRequest request, String contentType) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue(contentType);
        return response.body();
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
