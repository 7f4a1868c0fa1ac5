package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.testkit.AcmeResource;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Certificates: download and revoke (RFC 8555, sections 7.4.2 and 7.6). */
final class CertificateEndpoint {
    private static final String ALTERNATE = "alternate";

    private final Issuer issuer;
    private final Orders orders;
    private final Clock clock;
    private final Urls urls;

    CertificateEndpoint(Issuer issuer, Orders orders, Clock clock, Urls urls) {
        this.issuer = issuer;
        this.orders = orders;
        this.clock = clock;
        this.urls = urls;
    }

    /** Each chain names the other, if there is another (RFC 8555, section 7.4.2). */
    Reply download(SignedRequest request) {
        request.requirePostAsGet();
        String[] idAndChain = request.id().split("/", 2);
        IssuedCertificate certificate = issuer.certificate(idAndChain[0], request);
        boolean usual = idAndChain.length == 1;
        if (!usual && !idAndChain[1].equals(ALTERNATE)) {
            throw ProblemType.MALFORMED.because(404, "there is no such chain");
        }
        CertificateBundle alternate = certificate.alternate().orElse(null);
        if (alternate == null) {
            return chain(Orders.found("chain", usual ? certificate.bundle() : null));
        }
        String other = certificate.id() + (usual ? "/" + ALTERNATE : "");
        return chain(usual ? certificate.bundle() : alternate)
                .header("Link", "<" + urls.of(AcmeResource.CERTIFICATE, other) + ">;rel=\"alternate\"");
    }

    private static Reply chain(CertificateBundle chain) {
        return Reply.text("application/pem-certificate-chain", chain.fullchainPem());
    }

    Reply revoke(SignedRequest request) {
        JsonObject asked = request.object();
        IssuedCertificate certificate = issuer.certificate(parse(asked.string("certificate")));
        RevocationReason reason = reason(asked.optionalNumber("reason").orElse(0L));
        if (!mayRevoke(request, certificate)) {
            throw ProblemType.UNAUTHORIZED.because(
                    "only the account that ordered the certificate, one that is authorized"
                            + " for all its names, or the certificate's own key may revoke it");
        }
        issuer.revoke(certificate.bundle().leaf(), reason);
        return Reply.empty(200);
    }

    private boolean mayRevoke(SignedRequest request, IssuedCertificate certificate) {
        if (request.signer().isEmpty()) {
            byte[] certified = certificate.bundle().leaf().getPublicKey().getEncoded();
            return Arrays.equals(certified, request.key().publicKey().getEncoded());
        }
        return certificate.account() == request.account()
                || authorizedNames(request.account())
                        .containsAll(certificate.bundle().names());
    }

    private Set<Identifier> authorizedNames(Account account) {
        Instant now = clock.instant();
        return orders.of(account).stream()
                .flatMap(order -> order.authorizations().stream())
                .filter(authorization -> authorization.status(now) == Authorization.Status.VALID)
                .map(Authorization::ordered)
                .collect(Collectors.toSet());
    }

    private static X509Certificate parse(String base64) {
        byte[] der = Base64Url.decode("\"certificate\"", base64);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw ProblemType.MALFORMED.because("\"certificate\" is not a DER certificate");
        }
    }

    /** A subscriber has no say about its CA's key. */
    private static RevocationReason reason(long code) {
        return Arrays.stream(RevocationReason.values())
                .filter(reason -> reason.code() == code && reason != RevocationReason.CA_COMPROMISE)
                .findFirst()
                .orElseThrow(() -> ProblemType.BAD_REVOCATION_REASON.because(
                        "reason code " + code + " is not accepted; use 0, 1, 3, 4, 5 or 9"));
    }
}
