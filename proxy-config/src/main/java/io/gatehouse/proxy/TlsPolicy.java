package io.gatehouse.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a server offers in the TLS handshake, as one version of the public server-side TLS guideline says. Immutable.
 *
 * <p>The numbers are data, not opinion: each guideline version is a file in this module with its source, and stays as it
 * is once published, so that a pinned policy prints the same tomorrow.
 *
 * @param guideline the guideline's version, {@code 6.0}
 * @param profile the profile within it: {@code modern}, {@code intermediate} or {@code old}
 * @param source where the guideline is published
 * @param protocols the TLS versions, oldest first
 * @param ciphers the cipher suites up to TLS 1.2, OpenSSL's names, in order
 * @param cipherSuites the TLS 1.3 cipher suites, in order
 * @param curves the key exchange groups, OpenSSL's names, in order
 * @param serverOrder whether the server's order wins over the client's
 * @param hstsMaxAge the least {@code max-age} for Strict-Transport-Security
 * @param certificateTypes the kinds of certificate key the profile is meant for: {@code ecdsa}, {@code rsa}
 */
public record TlsPolicy(
        String guideline,
        String profile,
        URI source,
        List<TlsVersion> protocols,
        List<String> ciphers,
        List<String> cipherSuites,
        List<String> curves,
        boolean serverOrder,
        Duration hstsMaxAge,
        List<String> certificateTypes) {

    /** Copies the lists. */
    public TlsPolicy {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
        certificateTypes = List.copyOf(certificateTypes);
    }

    /** TLS 1.3 alone, for clients of the last years: guideline 6.0, {@code modern}. Wants an ECDSA certificate. */
    public static TlsPolicy modern() {
        return guideline("6.0", "modern");
    }

    /** TLS 1.2 and 1.3, forward secret throughout; right for nearly every service: guideline 6.0, {@code intermediate}. */
    public static TlsPolicy intermediate() {
        return guideline("6.0", "intermediate");
    }

    /**
     * TLS 1.0 and up with 3DES, for clients that can do no better: guideline 5.8, {@code old}, the last version that had
     * one. RFC 8996 deprecates what it allows; use it only where such clients are known.
     */
    public static TlsPolicy old() {
        return guideline("5.8", "old");
    }

    /**
     * One profile of one published guideline version.
     *
     * @param version {@code 6.0}, {@code 5.8} or {@code 5.7}
     * @param profile {@code modern}, {@code intermediate} or, before 6.0, {@code old}
     * @throws io.gatehouse.core.InvalidModelException if there is no such version or profile; the message lists them
     */
    public static TlsPolicy guideline(String version, String profile) {
        return Guideline.load(version).profile(profile);
    }
}
