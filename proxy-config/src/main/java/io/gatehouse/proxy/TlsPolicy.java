package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a server offers in the TLS handshake, as one version of the public server-side TLS guideline says. Immutable.
 *
 * <p>The numbers are data, not opinion: each guideline version is a file in this module with its source, and stays as it
 * is once published, so that a pinned policy prints the same tomorrow.
 *
 * @param guideline the guideline's version, {@code 6.0}
 * @param profile the profile within it: {@code modern}, {@code intermediate}, {@code old}, or {@code custom}
 * @param source where the guideline is published
 * @param protocols the TLS versions, oldest first
 * @param ciphers the cipher suites up to TLS 1.2, OpenSSL's names, in order
 * @param cipherSuites the TLS 1.3 cipher suites, in order
 * @param curves the key exchange groups, OpenSSL's names, in order
 * @param serverOrder whether the server's order wins over the client's
 * @param hstsMaxAge the least {@code max-age} for Strict-Transport-Security
 * @param certificateTypes the kinds of certificate key the profile is meant for: {@code ecdsa}, {@code rsa}
 * @param reason why it departs from the guideline; empty where it does not
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
        List<String> certificateTypes,
        Optional<String> reason) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Copies the lists and checks every name.
     *
     * @throws InvalidModelException if a name could be none, or the protocols are not a run of versions without a gap
     */
    public TlsPolicy {
        protocols = List.copyOf(protocols);
        ciphers = names("ciphers", ciphers);
        cipherSuites = names("cipherSuites", cipherSuites);
        curves = names("curves", curves);
        certificateTypes = names("certificateTypes", certificateTypes);
        names("guideline and profile", List.of(guideline, profile));
        if (Collections.indexOfSubList(List.of(TlsVersion.values()), protocols) < 0) {
            throw refused("protocols", protocols + " must be consecutive versions, oldest first");
        }
        if (protocols.isEmpty() || curves.isEmpty()) {
            throw refused("protocols, curves", "must not be empty");
        }
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
        return Guideline.of(version).profile(profile);
    }

    /**
     * A policy that departs from guideline 6.0, {@code intermediate}, which it starts from.
     *
     * @param reason why no guideline fits, for whoever asks later; said in the notes of every rendering
     */
    public static CustomTlsPolicy custom(String reason) {
        return new CustomTlsPolicy(reason, intermediate());
    }

    /** Whether any version before TLS 1.2 is offered. */
    public boolean offersDeprecatedTls() {
        return protocols.get(0).compareTo(TlsVersion.TLS_1_2) < 0;
    }

    private static List<String> names(String field, List<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw refused(field, "\"" + name + "\" is no name of a cipher, curve or profile");
            }
        }
        return List.copyOf(names);
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("TlsPolicy", List.of(new Problem(field, reason)));
    }
}
