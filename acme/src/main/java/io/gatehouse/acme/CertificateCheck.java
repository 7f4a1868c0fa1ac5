package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.CertificateBundleException;
import io.gatehouse.core.pki.PrivateKeyException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a certificate is the one asked for: for the names, for the key, in its time, with a chain in which each
 * signs the one before. A CA's answer passes it before it is stored or served.
 */
final class CertificateCheck {
    /** CAs date certificates back by an hour; a clock that is a little slow must not turn a good one away. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Clock clock;

    CertificateCheck(Clock clock) {
        this.clock = clock;
    }

    /**
     * The bundle, if it is what was ordered.
     *
     * @throws CertificateRejectedException if it is not; the message says why
     */
    CertificateBundle accept(CertificateRequest request, List<X509Certificate> chain, Optional<PrivateKey> key) {
        CertificateBundle bundle;
        try {
            bundle = key.isPresent() ? CertificateBundle.of(chain, key.get()) : CertificateBundle.of(chain);
        } catch (CertificateBundleException | PrivateKeyException e) {
            throw rejected(request, String.valueOf(e.getMessage()), e);
        }
        if (key.isEmpty() && !isForCsr(request, bundle)) {
            throw rejected(request, "its key is not that of the certificate request", null);
        }
        String missing = request.identifiers().stream()
                .filter(identifier -> !bundle.covers(identifier))
                .map(Identifier::text)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw rejected(request, "it does not name " + missing, null);
        }
        if (request.mustStaples() && !bundle.mustStaple()) {
            throw rejected(request, "it does not carry the must-staple extension that was asked for (RFC 7633)", null);
        }
        Instant now = clock.instant();
        if (bundle.notBefore().isAfter(now.plus(CLOCK_SKEW))
                || !bundle.notAfter().isAfter(now)) {
            throw rejected(
                    request,
                    "it is valid from " + bundle.notBefore() + " to " + bundle.notAfter() + ", and it is now " + now,
                    null,
                    true);
        }
        return bundle;
    }

    /** Whether a certificate is what the request asks for, whatever its dates: its names, and its kind of key. */
    static boolean isWanted(CertificateRequest request, CertificateBundle bundle) {
        boolean isKeyWanted = request.csr().isPresent()
                ? isForCsr(request, bundle)
                : bundle.hasPrivateKey()
                        && KeyTypes.of(bundle.leaf().getPublicKey()).equals(Optional.of(request.keyType()));
        return isKeyWanted && request.identifiers().stream().allMatch(bundle::covers);
    }

    /** Whether a certificate in the store can be served for the request now. */
    boolean isUsable(CertificateRequest request, CertificateBundle bundle) {
        Instant now = clock.instant();
        return isWanted(request, bundle)
                && !bundle.notBefore().isAfter(now.plus(CLOCK_SKEW))
                && bundle.notAfter().isAfter(now);
    }

    private static boolean isForCsr(CertificateRequest request, CertificateBundle bundle) {
        return request.csr()
                .filter(csr -> Arrays.equals(
                        csr.publicKey().getEncoded(),
                        bundle.leaf().getPublicKey().getEncoded()))
                .isPresent();
    }

    private static CertificateRejectedException rejected(
            CertificateRequest request, String reason, @Nullable Throwable cause) {
        return rejected(request, reason, cause, false);
    }

    private static CertificateRejectedException rejected(
            CertificateRequest request, String reason, @Nullable Throwable cause, boolean isForItsDates) {
        return new CertificateRejectedException(
                "The certificate the CA sent for " + request.name() + " is not the one ordered: "
                        + (reason.endsWith(".") ? reason : reason + ".")
                        + " It was not stored; check this machine's clock, and tell the CA.",
                cause,
                isForItsDates);
    }
}
