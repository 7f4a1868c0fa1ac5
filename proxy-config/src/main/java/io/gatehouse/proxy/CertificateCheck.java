package io.gatehouse.proxy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Looks into the PEM files that a proxy names before its configuration is printed, and tells everything at once: files that are
 * missing, broken or open to others, a chain out of order, a key of another certificate, hosts that are not covered, too
 * little life left, and what does not go with the TLS policy; authorities that have ended, revocation lists that are missing
 * or out of date, and folders that are not there.
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
     * Reads the files of every site. What several sites share is read once, and its own faults are told of the first.
     *
     * @return problems and notes under the fields of the model, such as {@code sites[3].certificates[0].fullchain}
     */
    public CertificateReport check(ReverseProxy proxy) {
        CertificateFindings findings = new CertificateFindings();
        Map<CertificatePaths, Optional<CertificateRules>> known = new HashMap<>();
        TrustFiles others = new TrustFiles(clock.instant());
        for (int i = 0; i < proxy.sites().size(); i++) {
            check(proxy.sites().get(i), proxy.fieldPrefix(i), known, findings);
            others.check(proxy.sites().get(i), proxy.fieldPrefix(i), findings);
        }
        return findings.report();
    }

    private void check(
            Site site,
            String prefix,
            Map<CertificatePaths, Optional<CertificateRules>> known,
            CertificateFindings findings) {
        List<CertificatePaths> certificates = site.certificates();
        List<KeyKind> kinds = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            CertificateFindings here = findings.about(prefix + "certificates[" + i + "]");
            Optional<CertificateRules> rules = known.computeIfAbsent(certificates.get(i), paths -> read(paths, here));
            if (rules.isPresent()) {
                rules.get().names(site.hosts(), here.at("fullchain"));
                kinds.add(rules.get().kind());
            }
        }
        if (kinds.size() == certificates.size()) {
            together(kinds, site.tls(), findings.about(prefix + "certificates"));
        }
    }

    private Optional<CertificateRules> read(CertificatePaths paths, CertificateFindings findings) {
        Optional<CertificateRules> rules =
                new CertificateFiles(paths, findings).read().map(CertificateRules::new);
        rules.ifPresent(found -> found.judge(clock.instant(), leastLife, findings.at("fullchain")));
        return rules;
    }

    private static void together(List<KeyKind> kinds, TlsPolicy policy, CertificateFindings findings) {
        Set<KeyKind> seen = EnumSet.noneOf(KeyKind.class);
        for (KeyKind kind : kinds) {
            if (!seen.add(kind)) {
                findings.problem("hold two with an " + kind + " key, of which servers show only one;"
                        + " give one for each kind of key, or make them two sites");
            }
        }
        if (!policy.ciphers().isEmpty() && seen.stream().noneMatch(kind -> kind.hasSuiteIn(policy))) {
            boolean newest = policy.protocols().contains(TlsVersion.TLS_1_3);
            findings.problem("hold " + seen + ", which no cipher suite of the policy signs with: "
                    + (newest ? "only TLS 1.3 works, and clients before it are turned away" : "no handshake works")
                    + "; give a certificate with " + (seen.contains(KeyKind.RSA) ? "an ECDSA" : "an RSA") + " key"
                    + (newest ? " as well, or allow TLS 1.3 alone" : ", or suites for this one"));
        } else if (seen.stream()
                .noneMatch(
                        kind -> policy.certificateTypes().contains(kind.name().toLowerCase(Locale.ROOT)))) {
            findings.note("hold " + seen + ", and the " + policy.profile() + " profile is meant for "
                    + policy.certificateTypes());
        }
    }
}
