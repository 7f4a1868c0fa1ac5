package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateAuthorityException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Issuance;
import io.gatehouse.core.pki.RevocationReason;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes certificates out of orders: a root, an intermediate that signs, and what it signed. Thread-safe. */
final class Issuer {
    static final String ROOT = "Gatehouse Test Root";
    static final String INTERMEDIATE = "Gatehouse Test Intermediate";

    private final CertificateAuthority root;
    private final CertificateAuthority intermediate;
    private final Duration lifetime;
    private final Faults faults;
    private final Map<String, IssuedCertificate> issued = new ConcurrentHashMap<>();
    private final Set<X509Certificate> revoked = ConcurrentHashMap.newKeySet();

    Issuer(Clock clock, Duration lifetime, Faults faults) {
        this.root = CertificateAuthority.builder(ROOT).clock(clock).build();
        this.intermediate = root.intermediate(INTERMEDIATE);
        this.lifetime = lifetime;
        this.faults = faults;
    }

    X509Certificate root() {
        return root.certificate();
    }

    IssuedCertificate issue(byte[] csr, Order order) {
        Issuance asked = read(csr);
        if (!asked.names().equals(order.identifiers())) {
            throw ProblemType.BAD_CSR.because(
                    "the CSR is for " + asked.names() + ", the order for " + order.identifiers());
        }
        CertificateBundle bundle =
                faults.takeForeignKey(asked).validity(lifetime).issue();
        byte[] accountKey = order.account().key().publicKey().getEncoded();
        if (Arrays.equals(bundle.leaf().getPublicKey().getEncoded(), accountKey)) {
            throw ProblemType.BAD_CSR.because("the CSR's key is the account's key; make another for the certificate");
        }
        IssuedCertificate certificate = new IssuedCertificate(Base64Url.token(), order.account(), bundle);
        issued.put(certificate.id(), certificate);
        return certificate;
    }

    private Issuance read(byte[] csr) {
        try {
            return intermediate.fromRequest(csr);
        } catch (CertificateAuthorityException e) {
            throw ProblemType.BAD_CSR.because("the CSR is refused: " + e.getMessage());
        }
    }

    IssuedCertificate certificate(SignedRequest request) {
        IssuedCertificate certificate = Orders.found("certificate", issued.get(request.id()));
        Orders.requireOwner(certificate.account(), request);
        return certificate;
    }

    IssuedCertificate certificate(X509Certificate certificate) {
        return Orders.found(
                "certificate of this server",
                issued.values().stream()
                        .filter(candidate -> candidate.bundle().leaf().equals(certificate))
                        .findFirst()
                        .orElse(null));
    }

    void revoke(X509Certificate certificate, RevocationReason reason) {
        if (!revoked.add(certificate)) {
            throw ProblemType.ALREADY_REVOKED.because("the certificate was revoked before");
        }
        intermediate.revoke(certificate, reason);
    }

    X509CRL crl() {
        return intermediate.crl();
    }
}
