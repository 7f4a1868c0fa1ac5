package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * A TLS policy in the words of one version of OpenSSL: what nginx, Apache and HAProxy hand on to it. What that version
 * lacks is left out with a note where the rest is still the policy, and refused where it is not.
 */
public final class OpenSslPolicy {
    private static final ServerVersion TLS_1_3 = new ServerVersion(1, 1, 1);
    private static final ServerVersion SECURITY_LEVEL_BARS_OLD_TLS = new ServerVersion(3, 0, 0);
    private static final ServerVersion MLKEM = new ServerVersion(3, 5, 0);

    private final TlsPolicy policy;
    private final ServerVersion openssl;
    private final List<String> curves;

    private OpenSslPolicy(TlsPolicy policy, ServerVersion openssl, List<String> curves) {
        this.policy = policy;
        this.openssl = openssl;
        this.curves = curves;
    }

    /** The policy of a site, for the rendering's version of OpenSSL. */
    public static OpenSslPolicy of(Rendering rendering, SiteScope scope) {
        TlsPolicy policy = scope.site().tls();
        ServerVersion openssl = rendering.target().openssl();
        if (policy.protocols().contains(TlsVersion.TLS_1_3) && !openssl.isAtLeast(TLS_1_3)) {
            rendering
                    .problems()
                    .add(
                            scope.field("tls.protocols"),
                            "OpenSSL " + openssl + " has no TLS 1.3; it came with " + TLS_1_3);
        }
        List<String> curves = known(policy.curves(), openssl);
        if (curves.size() < policy.curves().size()) {
            rendering.note("X25519MLKEM768 is left out: OpenSSL " + openssl + " does not know it (it came with " + MLKEM
                    + "), so recorded traffic is not safe from a later quantum computer.");
        }
        if (curves.isEmpty()) {
            rendering.refuse(
                    scope.field("tls.curves"),
                    "are " + policy.curves() + ", of which OpenSSL " + openssl + " knows none; add X25519");
            curves = policy.curves();
        }
        if (policy.certificateTypes().equals(List.of("ecdsa"))) {
            rendering.note("The " + policy.profile() + " profile is meant for an ECDSA certificate.");
        }
        if (policy.offersDeprecatedTls()) {
            rendering.note("TLS before 1.2 is offered, which RFC 8996 forbids: for clients that can do no better.");
        }
        return new OpenSslPolicy(policy, openssl, curves);
    }

    /** The groups that a version of OpenSSL knows, in order. */
    static List<String> known(List<String> curves, ServerVersion openssl) {
        return curves.stream()
                .filter(curve -> openssl.isAtLeast(MLKEM) || !curve.contains("MLKEM"))
                .toList();
    }

    /** The protocols' names, oldest first. */
    public List<String> protocols() {
        return policy.protocols().stream().map(TlsVersion::openSslName).toList();
    }

    /** Whether a version is among the protocols. */
    public boolean offers(TlsVersion version) {
        return policy.protocols().contains(version);
    }

    /** The cipher string up to TLS 1.2; empty when the policy has none. */
    public Optional<String> ciphers() {
        if (policy.ciphers().isEmpty()) {
            return Optional.empty();
        }
        boolean lower = policy.offersDeprecatedTls() && openssl.isAtLeast(SECURITY_LEVEL_BARS_OLD_TLS);
        return Optional.of(String.join(":", policy.ciphers()) + (lower ? ":@SECLEVEL=0" : ""));
    }

    /** Whether finite-field Diffie-Hellman is among the ciphers. */
    public boolean usesDhe() {
        return policy.ciphers().stream().anyMatch(cipher -> cipher.startsWith("DHE-"));
    }

    /** The TLS 1.3 suites. */
    public String cipherSuites() {
        return String.join(":", policy.cipherSuites());
    }

    /** The groups this OpenSSL knows, in order. */
    public String curves() {
        return String.join(":", curves);
    }

    /** Whether the server's order wins. */
    public boolean serverOrder() {
        return policy.serverOrder();
    }
}
