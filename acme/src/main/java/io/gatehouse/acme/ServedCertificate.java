package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A certificate to serve: what handshakes choose it by, and its key and chain, which are read when one is first chosen. A
 * service with thousands of certificates is ready when it has seen their leaves. Safe for use by many threads.
 */
final class ServedCertificate {
    /** Clients ask all the time for what cannot be read; the store, and whoever reads the log, are spared that often. */
    private static final Duration LEAST_PAUSE = Duration.ofMinutes(1);
    /** For what is in memory: it cannot fail, so nobody asks what time it is. */
    private static final Clock NONE = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final List<DomainName> hosts;
    private final Instant notAfter;
    private final String algorithm;
    private final String fingerprint;
    private final Supplier<Optional<CertificateBundle>> source;
    private final Clock clock;
    private volatile @Nullable CertificateBundle bundle;
    private volatile @Nullable Instant failedAt;

    private ServedCertificate(CertificateBundle described, Supplier<Optional<CertificateBundle>> source, Clock clock) {
        this.hosts = described.names().stream()
                .filter(DomainName.class::isInstance)
                .map(DomainName.class::cast)
                .toList();
        this.notAfter = described.notAfter();
        this.algorithm = described.leaf().getPublicKey().getAlgorithm();
        this.fingerprint = described.fingerprint();
        this.source = source;
        this.clock = clock;
    }

    /** One that is here, with its key. */
    static ServedCertificate of(CertificateBundle bundle) {
        ServedCertificate certificate = new ServedCertificate(bundle, () -> Optional.of(bundle), NONE);
        certificate.bundle = bundle;
        return certificate;
    }

    /**
     * One that is in a store.
     *
     * @param source gives what the store has when it is asked, which may be a later version; empty if that cannot be served,
     *     which it has then told whoever should know
     */
    static ServedCertificate stored(X509Certificate leaf, Supplier<Optional<CertificateBundle>> source, Clock clock) {
        return new ServedCertificate(CertificateBundle.of(List.of(leaf)), source, clock);
    }

    List<DomainName> hosts() {
        return hosts;
    }

    Instant notAfter() {
        return notAfter;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** A key type is an algorithm, or an algorithm and how the certificate is signed, such as {@code EC_RSA}. */
    boolean isFor(String keyType) {
        int end = keyType.indexOf('_');
        return algorithm.equals(end < 0 ? keyType : keyType.substring(0, end));
    }

    /** Whether there is a point in {@link #bundle()}. */
    boolean isWorthATry() {
        Instant failure = failedAt;
        // A clock that was put back must not make this one wait for as long.
        return failure == null
                || Duration.between(failure, clock.instant()).abs().compareTo(LEAST_PAUSE) >= 0;
    }

    /** The certificate if it has been read already. */
    Optional<CertificateBundle> loaded() {
        return Optional.ofNullable(bundle);
    }

    /** The certificate with its key, read if it has not been; empty if it cannot be served. */
    Optional<CertificateBundle> bundle() {
        Optional<CertificateBundle> known = loaded();
        return known.isPresent() || !isWorthATry() ? known : read();
    }

    private synchronized Optional<CertificateBundle> read() {
        // Of many handshakes that want it at once, the first reads.
        if (bundle == null && isWorthATry()) {
            Optional<CertificateBundle> found = source.get();
            failedAt = found.isPresent() ? null : clock.instant();
            bundle = found.orElse(null);
        }
        return loaded();
    }
}
