package io.gatehouse.postgres.server;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.core.pki.PemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose client certificates a server takes, and which of them are revoked: what is in {@code ssl_ca_file} and
 * {@code ssl_crl_file}.
 *
 * <p>It exists only if a server that loads it goes on taking clients: PostgreSQL looks at a list of every authority of a
 * chain, roots included, and where one is missing it refuses everybody. Immutable and safe for use by many threads.
 */
public final class ClientTrust {
    private final List<X509Certificate> authorities;
    private final List<X509CRL> lists;

    private ClientTrust(List<X509Certificate> authorities, List<X509CRL> lists) {
        this.authorities = List.copyOf(authorities);
        this.lists = List.copyOf(lists);
    }

    /**
     * Authorities without lists.
     *
     * @param authorities PEM certificates, among any other text
     * @throws InvalidModelException if there is none, or one is no authority's
     */
    public static ClientTrust parse(String authorities) {
        List<Problem> problems = new ArrayList<>();
        ClientTrust trust = new ClientTrust(certificates(authorities, problems), List.of());
        refuse(problems);
        return trust;
    }

    /**
     * Authorities and their revocation lists.
     *
     * @param authorities PEM certificates, among any other text
     * @param lists PEM revocation lists (RFC 5280, section 5), one or more of each authority
     * @throws InvalidModelException if there is no authority, one is none, or one has no list that it signed
     */
    public static ClientTrust parse(String authorities, String lists) {
        List<Problem> problems = new ArrayList<>();
        List<X509Certificate> certificates = certificates(authorities, problems);
        List<X509CRL> revoking = lists(lists, problems);
        ClientTrust trust = new ClientTrust(certificates, revoking);
        for (X509Certificate authority : certificates) {
            if (trust.listsOf(authority).isEmpty()) {
                problems.add(new Problem(
                        "lists", "none is signed by " + authority.getSubjectX500Principal() + ": add one of its own"));
            }
        }
        refuse(problems);
        return trust;
    }

    boolean hasLists() {
        return !lists.isEmpty();
    }

    boolean revokes(X509Certificate certificate) {
        return lists.stream()
                .anyMatch(list -> list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                        && list.isRevoked(certificate));
    }

    boolean sameAs(ClientTrust other) {
        return authorities.equals(other.authorities) && lists.equals(other.lists);
    }

    Set<Principal> names() {
        return authorities.stream()
                .map(X509Certificate::getSubjectX500Principal)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a server that loads this now would refuse everybody; nothing if it would not. */
    List<String> staleAt(Instant now) {
        List<String> stale = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            boolean current = listsOf(authority).stream().anyMatch(list -> isCurrent(list, now));
            if (hasLists() && !current) {
                stale.add("no list of " + authority.getSubjectX500Principal() + " is current: the last is from "
                        + listsOf(authority).get(0).getThisUpdate().toInstant() + " to "
                        + listsOf(authority).get(0).getNextUpdate());
            }
        }
        return stale;
    }

    private static boolean isCurrent(X509CRL list, Instant now) {
        return !now.isBefore(list.getThisUpdate().toInstant())
                && (list.getNextUpdate() == null
                        || now.isBefore(list.getNextUpdate().toInstant()));
    }

    private List<X509CRL> listsOf(X509Certificate authority) {
        return lists.stream().filter(list -> isSigned(list, authority)).toList();
    }

    private static boolean isSigned(X509CRL list, X509Certificate authority) {
        try {
            list.verify(authority.getPublicKey());
            return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    byte[] authoritiesPem() {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate authority : authorities) {
                pem.append(Pem.encode("CERTIFICATE", authority.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("what was read from DER has its DER", e);
        }
        return pem.toString().getBytes(StandardCharsets.US_ASCII);
    }

    byte[] listsPem() {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509CRL list : lists) {
                pem.append(Pem.encode("X509 CRL", list.getEncoded()));
            }
        } catch (CRLException e) {
            throw new IllegalStateException("what was read from DER has its DER", e);
        }
        return pem.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static List<X509Certificate> certificates(String pem, List<Problem> problems) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (PemBlock block : blocks(pem, "CERTIFICATE")) {
                X509Certificate certificate =
                        (X509Certificate) x509().generateCertificate(new ByteArrayInputStream(block.content()));
                if (certificate.getBasicConstraints() < 0) {
                    problems.add(new Problem(
                            "authorities", certificate.getSubjectX500Principal() + " is no authority: leave it out"));
                }
                found.add(certificate);
            }
        } catch (PemException | GeneralSecurityException e) {
            problems.add(new Problem("authorities", "cannot be read: " + e.getMessage()));
            return List.of();
        }
        if (found.isEmpty()) {
            problems.add(new Problem("authorities", "hold no PEM certificate: nobody would be let in"));
        }
        return found;
    }

    private static List<X509CRL> lists(String pem, List<Problem> problems) {
        List<X509CRL> found = new ArrayList<>();
        try {
            for (PemBlock block : blocks(pem, "X509 CRL")) {
                found.add((X509CRL) x509().generateCRL(new ByteArrayInputStream(block.content())));
            }
        } catch (PemException | GeneralSecurityException e) {
            problems.add(new Problem("lists", "cannot be read: " + e.getMessage()));
        }
        return found;
    }

    private static List<PemBlock> blocks(String pem, String label) {
        return Pem.parseLenient(pem).stream()
                .filter(block -> block.label().equals(label))
                .toList();
    }

    private static CertificateFactory x509() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidModelException("The client trust", problems);
        }
    }

    /** The names of the authorities, and how many lists there are. */
    @Override
    public String toString() {
        return "ClientTrust[" + names() + ", " + lists.size() + " revocation lists]";
    }
}
