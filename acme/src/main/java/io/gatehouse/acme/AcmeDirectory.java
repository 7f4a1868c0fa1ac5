package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    /** ZeroSSL. Opens accounts to customers only: {@link AcmeIssuer.Builder#externalAccount}. */
    public static AcmeDirectory zeroSsl() {
        return of(URI.create("https://acme.zerossl.com/v2/DV90"));
    }

    /** Google Trust Services. Opens accounts to customers only: {@link AcmeIssuer.Builder#externalAccount}. */
    public static AcmeDirectory google() {
        return of(URI.create("https://dv.acme-v02.api.pki.goog/directory"));
    }

    /** The staging CA of Google Trust Services, with external accounts of its own. */
    public static AcmeDirectory googleStaging() {
        return of(URI.create("https://dv.acme-v02.test-api.pki.goog/directory"));
    }

    /** SSL.com, for certificates with elliptic-curve keys. Opens accounts to customers only. */
    public static AcmeDirectory sslComEcc() {
        return of(URI.create("https://acme.ssl.com/sslcom-dv-ecc"));
    }

    /** SSL.com, for certificates with RSA keys. Opens accounts to customers only. */
    public static AcmeDirectory sslComRsa() {
        return of(URI.create("https://acme.ssl.com/sslcom-dv-rsa"));
    }

    /** Actalis. Opens accounts to customers only: {@link AcmeIssuer.Builder#externalAccount}. */
    public static AcmeDirectory actalis() {
        return of(URI.create("https://acme-api.actalis.com/acme/directory"));
    }

    /**
     * A CA by the name that a configuration file gives it: {@code letsencrypt}, {@code letsencrypt-staging}, {@code
     * zerossl}, {@code google}, {@code google-staging}, {@code sslcom-ecc}, {@code sslcom-rsa} or {@code actalis}, or by the
     * address of its directory.
     *
     * @throws InvalidModelException if it is neither
     */
    public static AcmeDirectory named(String nameOrUri) {
        return switch (nameOrUri.toLowerCase(Locale.ROOT)) {
            case "letsencrypt" -> letsEncrypt();
            case "letsencrypt-staging" -> letsEncryptStaging();
            case "zerossl" -> zeroSsl();
            case "google" -> google();
            case "google-staging" -> googleStaging();
            case "sslcom-ecc" -> sslComEcc();
            case "sslcom-rsa" -> sslComRsa();
            case "actalis" -> actalis();
            default -> at(nameOrUri);
        };
    }

    private static AcmeDirectory at(String text) {
        if (!text.regionMatches(true, 0, "https://", 0, "https://".length())) {
            throw unknown(text);
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw unknown(text);
        }
    }

    private static InvalidModelException unknown(String text) {
        return new InvalidModelException(
                "ACME directory",
                List.of(new Problem(
                        "name",
                        "is \"" + text + "\"; give letsencrypt, letsencrypt-staging, zerossl, google, google-staging,"
                                + " sslcom-ecc, sslcom-rsa or actalis, or write https://host/directory")));
    }

    /**
     * The same CA with its HTTPS checked against these anchors and no others: for a CA whose own HTTPS is private. It says
     * nothing about the certificates the CA issues.
     */
    public AcmeDirectory trusting(X509Certificate... anchors) {
        return new AcmeDirectory(uri, List.of(anchors));
    }
}
