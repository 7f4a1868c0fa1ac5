package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.Duration;
import java.time.Instant;

/**
 * Says from when on a certificate is to be replaced. Lifetimes run from days to more than a year and shrink from year to
 * year, so a policy looks at the certificate, never at a fixed number of days. For a managed certificate the CA's own
 * suggestion (RFC 9773) comes before the policy, where the CA makes one.
 *
 * <p>Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface RenewalPolicy {

    /** The instant from which the certificate counts as due. */
    Instant dueAt(CertificateBundle certificate);

    /**
     * Due when a third of its life is left, or half of one shorter than ten days: the advice of Let's Encrypt, and the
     * default. It leaves a month of a 90-day certificate, and three days of a 6-day one, to get over an outage.
     */
    static RenewalPolicy shareOfLifeLeft() {
        return certificate -> {
            Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
            boolean isShort = life.compareTo(Duration.ofDays(10)) < 0;
            return certificate.notAfter().minus(life.dividedBy(isShort ? 2 : 3));
        };
    }
}
