package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Looks into the PEM files of a site before its configuration is printed, and tells everything at once: files that are
 * missing, broken or open to others, a chain out of order, a key of another certificate, hosts that are not covered, too
 * little life left, and what does not go with the TLS policy.
 *
 * <p>It reads as the user it runs as, so run it as one who may read the key, on the machine of the server. Nothing is
 * sent anywhere: whether an authority is trusted, or a certificate revoked, is not asked.
 *
 * <p>Immutable and thread-safe: each setter gives a new check.
 */
public final class CertificateCheck {
    private final Clock clock;
    private final Duration leastLife;

    private CertificateCheck(Clock clock, Duration leastLife) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.leastLife = leastLife;
    }

    /** A check by this clock that is content with any life left. */
    public static CertificateCheck by(Clock clock) {
        return new CertificateCheck(clock, Duration.ZERO);
    }

    /**
     * Makes it a problem when a certificate ends sooner than this from now: the time in which a failed renewal is noticed.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CertificateCheck leastLife(Duration leastLife) {
        if (leastLife.isNegative()) {
            throw new IllegalArgumentException("The least life must not be negative, but is " + leastLife);
        }
        return new CertificateCheck(clock, leastLife);
    }

    /**
     * Reads the files of one site.
     *
     * @param hosts the names it answers to; each certificate must be good for all of them
     * @param policy what it offers in the handshake
     * @param certificates one, or one of each kind of key side by side; fields are told as {@code certificates[0].…}
     */
    public CertificateReport check(
            Collection<DomainName> hosts, TlsPolicy policy, List<CertificatePaths> certificates) {
        CertificateFindings findings = new CertificateFindings();
        check(hosts, policy, certificates, "", findings);
        return findings.report();
    }

    /**
     * Reads the files of every site of a proxy.
     *
     * @param proxy fields are told as {@code sites[3].certificates[0].…}, or without the site if it was described the short
     *     way
     */
    public CertificateReport check(ReverseProxy proxy) {
        CertificateFindings findings = new CertificateFindings();
        for (int i = 0; i < proxy.sites().size(); i++) {
            Site site = proxy.sites().get(i);
            check(site.hosts(), site.tls(), site.certificates(), proxy.fieldPrefix(i), findings);
        }
        return findings.report();
    }

    private void check(
            Collection<DomainName> hosts,
            TlsPolicy policy,
            List<CertificatePaths> certificates,
            String prefix,
            CertificateFindings findings) {
        List<KeyKind> kinds = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            CertificateFindings here = findings.about(prefix + "certificates[" + i + "]");
            Optional<CertificateBundle> chain = new CertificateFiles(certificates.get(i), here).read();
            if (chain.isPresent()) {
                kinds.add(KeyKind.of(chain.get().leaf()));
                new CertificateRules(chain.get(), here.at("fullchain")).judge(hosts, clock.instant(), leastLife);
            }
        }
        if (kinds.size() == certificates.size()) {
            together(kinds, policy, findings.about(prefix + "certificates"));
        }
    }

    private static void together(List<KeyKind> kinds, TlsPolicy policy, CertificateFindings findings) {
        if (kinds.isEmpty()) {
            findings.problem("are missing; name at least one");
            return;
        }
        Set<KeyKind> seen = EnumSet.noneOf(KeyKind.class);
        for (KeyKind kind : kinds) {
            if (!seen.add(kind)) {
                findings.problem("hold two with an " + kind + " key, of which servers show only one;"
                        + " give one for each kind of key, or make them two sites");
            }
        }
        if (seen.stream().noneMatch(kind -> kind.suitsTo(policy))) {
            findings.problem("hold no key that a cipher suite of the policy signs with (found: " + seen
                    + "), so no handshake succeeds; allow TLS 1.3 or change the key");
        } else if (seen.stream()
                .noneMatch(
                        kind -> policy.certificateTypes().contains(kind.name().toLowerCase(Locale.ROOT)))) {
            findings.note("hold " + seen + ", and the " + policy.profile() + " profile is meant for "
                    + policy.certificateTypes());
        }
    }
}
