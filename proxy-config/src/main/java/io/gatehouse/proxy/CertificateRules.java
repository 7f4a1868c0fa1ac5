package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a server's certificate must be for the hosts it is to serve. */
final class CertificateRules {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LISTED = 8;

    private final CertificateBundle chain;
    private final X509Certificate leaf;
    private final Set<Identifier> names;

    CertificateRules(CertificateBundle chain) {
        this.chain = chain;
        this.leaf = chain.leaf();
        this.names = chain.names();
    }

    KeyKind kind() {
        return KeyKind.of(leaf);
    }

    /** All but the names, which differ from site to site. */
    void judge(Instant now, Duration leastLife, CertificateFindings findings) {
        shape(findings);
        life(now, leastLife, findings);
        purpose(findings);
        strength(findings);
        stapling(findings);
    }

    void names(Collection<DomainName> hosts, CertificateFindings findings) {
        List<DomainName> uncovered =
                hosts.stream().filter(host -> !covers(host)).toList();
        if (uncovered.isEmpty()) {
            return;
        }
        String named = names.isEmpty()
                ? "it has no subject alternative name, and the common name does not count (RFC 6125)"
                : "it names " + listed(names);
        boolean missedByWildcard = uncovered.stream().anyMatch(this::liesByAWildcard);
        findings.problem("does not cover " + listed(uncovered) + ": " + named + ". Have it issued for these too"
                + (missedByWildcard ? "; * stands for exactly one label" : ""));
    }

    private boolean covers(DomainName host) {
        return names.stream().anyMatch(name -> name instanceof DomainName pattern && pattern.matches(host));
    }

    private void shape(CertificateFindings findings) {
        List<X509Certificate> certificates = chain.chain();
        X509Certificate last = certificates.get(certificates.size() - 1);
        boolean endsInRoot = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        if (certificates.size() > 1) {
            if (endsInRoot) {
                findings.note("ends with the root " + name(last) + ", which clients hold already or do not believe;"
                        + " leave it out and each handshake is shorter");
            }
        } else if (endsInRoot) {
            findings.note(name(leaf) + " is signed by itself, so only clients that were given it will trust it");
        } else {
            findings.note("holds " + name(leaf) + " alone; unless a root signed it, clients need the intermediates"
                    + " as well (certbot's fullchain.pem, not cert.pem)");
        }
        if (leaf.getBasicConstraints() >= 0 && !(endsInRoot && certificates.size() == 1)) {
            findings.problem("begins with " + name(leaf) + ", an authority; name the file that begins with the server's"
                    + " own certificate (certbot's fullchain.pem, not chain.pem)");
        }
    }

    private boolean liesByAWildcard(DomainName host) {
        return names.stream()
                .anyMatch(name ->
                        name instanceof DomainName pattern && pattern.isWildcard() && host.isAtOrBelow(pattern.base()));
    }

    private void life(Instant now, Duration leastLife, CertificateFindings findings) {
        for (X509Certificate certificate : chain.chain()) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isBefore(from)) {
                findings.problem(name(certificate) + " is not valid before " + from + ", and now is " + now
                        + "; wait, or set the clock right");
            } else if (!now.isBefore(until)) {
                findings.problem(name(certificate) + " ended " + until + ", and now is " + now + "; renew it");
            } else if (until.isBefore(now.plus(leastLife))) {
                findings.problem(name(certificate) + " ends " + until + ", sooner than " + leastLife
                        + " from now; see why it was not renewed");
            }
        }
    }

    private void purpose(CertificateFindings findings) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
                findings.problem(
                        name(leaf) + " is not issued for TLS servers (RFC 5280, section 4.2.1.12); get one that is");
            }
        } catch (CertificateParsingException e) {
            findings.problem(name(leaf) + " has a broken extended key usage; have it issued again");
        }
    }

    /** OpenSSL at security level 2, the default of distributions, does not start with less. */
    private void strength(CertificateFindings findings) {
        for (X509Certificate certificate : chain.chain()) {
            if (certificate.getPublicKey() instanceof RSAKey rsa
                    && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
                findings.problem(name(certificate) + " has an RSA key of "
                        + rsa.getModulus().bitLength() + " bits, and servers and clients want " + LEAST_RSA_BITS
                        + "; have it issued for a longer one");
            }
            boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if (!root && certificate.getSigAlgName().matches("(?i)(MD5|SHA1)with.*")) {
                findings.problem(name(certificate) + " is signed with " + certificate.getSigAlgName()
                        + ", which clients refuse; have it issued again");
            }
        }
    }

    private void stapling(CertificateFindings findings) {
        boolean hasResponder = !chain.ocspUrls().isEmpty();
        if (chain.mustStaple() && !hasResponder) {
            findings.problem(name(leaf) + " demands a stapled OCSP answer (RFC 7633) and names no responder to get one"
                    + " from; have it issued without must-staple");
        } else if (chain.mustStaple()) {
            findings.problem(name(leaf) + " demands a stapled OCSP answer (RFC 7633), without which clients refuse it:"
                    + " Caddy staples one of its own accord, while nginx, Apache and HAProxy are not told to; have it"
                    + " issued without must-staple");
        } else if (!hasResponder) {
            findings.note("names no OCSP responder, so there is nothing to staple");
        }
    }

    private static String name(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.isEmpty() ? "serial " + certificate.getSerialNumber().toString(16) : subject;
    }

    private static String listed(Collection<? extends Identifier> names) {
        String first =
                names.stream().limit(LISTED).map(CertificateRules::readable).collect(Collectors.joining(", "));
        return names.size() > LISTED ? first + " and " + (names.size() - LISTED) + " more" : first;
    }

    private static String readable(Identifier name) {
        if (name instanceof DomainName domain && !domain.unicode().equals(domain.text())) {
            return domain.text() + " (" + domain.unicode() + ")";
        }
        return name.text();
    }
}
