package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a CA is found (RFC 8555, section 7.1.1), and whom to trust for its HTTPS. Immutable.
 *
 * @param uri the address of the CA's directory, always {@code https}
 * @param trustAnchors the only certificates its HTTPS is checked against; empty for those of the Java runtime
 */
public record AcmeDirectory(URI uri, List<X509Certificate> trustAnchors) {

    /**
     * @throws InvalidModelException if the address is not an absolute {@code https} one: ACME's account keys sign over
     *     TLS only (RFC 8555, section 6.1)
     */
    public AcmeDirectory {
        List<Problem> problems = new ArrayList<>();
        if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            problems.add(
                    new Problem("uri", "is \"" + uri + "\"; ACME speaks HTTPS only, so write https://host/directory"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("ACME directory", problems);
        }
        trustAnchors = List.copyOf(trustAnchors);
    }

    /**
     * A CA by the address of its directory, trusted for HTTPS as the Java runtime trusts it.
     *
     * @throws InvalidModelException if the address is not an absolute {@code https} one
     */
    public static AcmeDirectory of(URI uri) {
        return new AcmeDirectory(uri, List.of());
    }

    /** Let's Encrypt. Its certificates are trusted by browsers, and its limits are real: try things out on staging. */
    public static AcmeDirectory letsEncrypt() {
        return of(URI.create("https://acme-v02.api.letsencrypt.org/directory"));
    }

    /** Let's Encrypt's staging CA: the same software, generous limits, certificates that nobody trusts. */
    public static AcmeDirectory letsEncryptStaging() {
        return of(URI.create("https://acme-staging-v02.api.letsencrypt.org/directory"));
    }

    /**
     * The same CA with its HTTPS checked against these anchors and no others: for a CA whose own HTTPS is private. It says
     * nothing about the certificates the CA issues.
     */
    public AcmeDirectory trusting(X509Certificate... anchors) {
        return new AcmeDirectory(uri, List.of(anchors));
    }
}
