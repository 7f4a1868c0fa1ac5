package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateAuthorityException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Issuance;
import io.gatehouse.core.pki.RevocationReason;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes certificates out of orders: a root, an intermediate that signs, and what it signed. Thread-safe. */
final class Issuer {
    static final String ROOT = "Gatehouse Test Root";
    static final String INTERMEDIATE = "Gatehouse Test Intermediate";
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    /** When and why a certificate was taken back. */
    record Revocation(Instant when, RevocationReason reason) {}

    private final CertificateAuthority root;
    private final CertificateAuthority intermediate;
    private final Optional<AlternateChain> alternate;
    private final Clock clock;
    private final Duration lifetime;
    private final Faults faults;
    private final Publication publication;
    private final Map<String, IssuedCertificate> issued = new ConcurrentHashMap<>();
    private final Map<BigInteger, IssuedCertificate> bySerial = new ConcurrentHashMap<>();
    private final Map<BigInteger, Revocation> revoked = new ConcurrentHashMap<>();

    Issuer(Clock clock, CaPolicy policy, Publication publication, Faults faults) {
        this.root = CertificateAuthority.builder(ROOT).clock(clock).build();
        this.intermediate = root.intermediate(INTERMEDIATE);
        this.alternate = policy.alternateChain()
                ? Optional.of(AlternateChain.to(intermediate.certificate(), clock))
                : Optional.empty();
        this.clock = clock;
        this.lifetime = policy.certificateLifetime();
        this.publication = publication;
        this.faults = faults;
    }

    X509Certificate root() {
        return root.certificate();
    }

    Optional<X509Certificate> alternateRoot() {
        return alternate.map(AlternateChain::root);
    }

    CertificateBundle authority() {
        return intermediate.bundle();
    }

    IssuedCertificate issue(byte[] csr, Order order) {
        Issuance asked = read(csr);
        if (!asked.names().equals(order.identifiers())) {
            throw ProblemType.BAD_CSR.because(
                    "the CSR is for " + asked.names() + ", the order for " + order.identifiers());
        }
        CertificateBundle bundle = dated(faults.takeForeignKey(asked), order.request())
                .crlUrl(publication.crl())
                .ocspUrl(publication.ocsp())
                .caIssuersUrl(publication.issuer())
                .issue();
        byte[] accountKey = order.account().key().publicKey().getEncoded();
        if (Arrays.equals(bundle.leaf().getPublicKey().getEncoded(), accountKey)) {
            throw ProblemType.BAD_CSR.because("the CSR's key is the account's key; make another for the certificate");
        }
        IssuedCertificate certificate = new IssuedCertificate(
                Base64Url.token(), order.account(), bundle, alternate.map(chain -> chain.below(bundle.leaf())));
        issued.put(certificate.id(), certificate);
        bySerial.put(certificate.leaf().getSerialNumber(), certificate);
        return certificate;
    }

    /** As the order wishes, or else for as long as its profile says, or else as long as the CA does. */
    private Issuance dated(Issuance issuance, OrderRequest request) {
        Duration usual = request.profile().map(CaPolicy.Profile::lifetime).orElse(lifetime);
        if (request.notBefore().isEmpty() && request.notAfter().isEmpty()) {
            return issuance.validity(usual);
        }
        Instant from = request.notBefore().orElse(clock.instant().minus(BACKDATED));
        Instant until = request.notAfter().orElse(from.plus(usual));
        return issuance.notBefore(from).validity(Duration.between(from, until));
    }

    private Issuance read(byte[] csr) {
        try {
            return intermediate.fromRequest(csr);
        } catch (CertificateAuthorityException e) {
            throw ProblemType.BAD_CSR.because("the CSR is refused: " + e.getMessage());
        }
    }

    IssuedCertificate certificate(String id, SignedRequest request) {
        IssuedCertificate certificate = Orders.found("certificate", issued.get(id));
        Orders.requireOwner(certificate.account(), request);
        return certificate;
    }

    IssuedCertificate certificate(X509Certificate certificate) {
        return Orders.found(
                "certificate of this server",
                withSerial(certificate.getSerialNumber())
                        .filter(candidate -> candidate.leaf().equals(certificate))
                        .orElse(null));
    }

    Optional<IssuedCertificate> withSerial(BigInteger serialNumber) {
        return Optional.ofNullable(bySerial.get(serialNumber));
    }

    Optional<IssuedCertificate> withRenewalId(String renewalId) {
        List<String> parts = List.of(renewalId.split("\\.", 2));
        byte[] serial = Base64Url.decode("the serial number", parts.get(parts.size() - 1));
        return serial.length == 0
                ? Optional.empty()
                : withSerial(new BigInteger(serial))
                        .filter(candidate ->
                                IssuedCertificate.renewalId(candidate.leaf()).equals(renewalId));
    }

    void revoke(X509Certificate certificate, RevocationReason reason) {
        Revocation revocation = new Revocation(clock.instant(), reason);
        if (revoked.putIfAbsent(certificate.getSerialNumber(), revocation) != null) {
            throw ProblemType.ALREADY_REVOKED.because("the certificate was revoked before");
        }
        intermediate.revoke(certificate, reason);
    }

    boolean isRevoked(X509Certificate certificate) {
        return revoked.containsKey(certificate.getSerialNumber());
    }

    Optional<Revocation> revocation(BigInteger serialNumber) {
        return Optional.ofNullable(revoked.get(serialNumber));
    }

    X509CRL crl() {
        return intermediate.crl();
    }
}
