package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Says of single certificates whether they are revoked (RFC 6960), signed by the key that issued them. Thread-safe. */
final class OcspResponder {
    private static final Duration GOOD_FOR = Duration.ofDays(1);

    private final Issuer issuer;
    private final X509CertificateHolder authority;
    private final DigestCalculatorProvider digests;
    private final Clock clock;

    OcspResponder(Issuer issuer, Clock clock) throws GeneralSecurityException, OperatorCreationException {
        this.issuer = issuer;
        this.authority = new JcaX509CertificateHolder(issuer.authority().leaf());
        this.digests = new JcaDigestCalculatorProviderBuilder().build();
        this.clock = clock;
    }

    /** What cannot be read is answered too, as the protocol has it. */
    byte[] answer(byte[] request) throws IOException {
        try {
            OCSPReq asked = new OCSPReq(request);
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic(asked))
                    .getEncoded();
        } catch (IOException | IllegalArgumentException unreadable) {
            return failure(OCSPRespBuilder.MALFORMED_REQUEST);
        } catch (OCSPException | OperatorCreationException e) {
            return failure(OCSPRespBuilder.INTERNAL_ERROR);
        }
    }

    private static byte[] failure(int status) throws IOException {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException e) {
            throw new IllegalStateException("a refusal has nothing that could be wrong", e);
        }
    }

    private Object basic(OCSPReq asked) throws OCSPException, OperatorCreationException {
        Instant now = clock.instant();
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(authority.getSubject()));
        for (Req one : asked.getRequestList()) {
            CertificateID id = one.getCertID();
            builder.addResponse(id, status(id), Date.from(now), Date.from(now.plus(GOOD_FOR)));
        }
        Extension nonce = asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (nonce != null) {
            builder.setResponseExtensions(new Extensions(nonce));
        }
        CertificateBundle signer = issuer.authority();
        return builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.privateKey()),
                new X509CertificateHolder[] {authority},
                Date.from(now));
    }

    private CertificateStatus status(CertificateID id) throws OCSPException {
        boolean ours = id.matchesIssuer(authority, digests)
                && issuer.withSerial(id.getSerialNumber()).isPresent();
        if (!ours) {
            return new UnknownStatus();
        }
        Optional<Issuer.Revocation> revocation = issuer.revocation(id.getSerialNumber());
        return revocation.isPresent()
                ? new RevokedStatus(
                        Date.from(revocation.get().when()),
                        revocation.get().reason().code())
                : CertificateStatus.GOOD;
    }
}
