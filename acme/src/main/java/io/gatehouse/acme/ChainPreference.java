package io.gatehouse.acme;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Which of several chains for one certificate is wanted (RFC 8555, section 7.4.2). When a CA offers none that fits, its own
 * choice is taken and a warning logged: a chain that was not preferred is better than no certificate. Immutable.
 */
public final class ChainPreference {
    private final Sought sought;

    /** A certificate that the chain must hold; what is null may be anything. */
    private record Sought(
            @Nullable String issuerPart,
            @Nullable X500Principal issuer,
            @Nullable PublicKey key) {
        boolean is(X509Certificate certificate) {
            X500Principal issuedBy = certificate.getIssuerX500Principal();
            return (issuerPart == null
                            || issuedBy.getName().toLowerCase(Locale.ROOT).contains(issuerPart))
                    && (issuer == null || issuedBy.equals(issuer))
                    && (key == null || Arrays.equals(certificate.getPublicKey().getEncoded(), key.getEncoded()));
        }
    }

    private ChainPreference(Sought sought) {
        this.sought = sought;
    }

    /**
     * A chain in which some certificate was issued by this name.
     *
     * @param part any part of an issuer's distinguished name, upper and lower case alike: {@code ISRG Root X1}
     */
    public static ChainPreference issuedBy(String part) {
        return new ChainPreference(new Sought(part.toLowerCase(Locale.ROOT), null, null));
    }

    /**
     * A chain through this intermediate or root: one that holds a certificate for the same key from the same issuer. The
     * issuer matters, for a key that two roots signed, one of them to reach old devices, has two certificates.
     */
    public static ChainPreference through(X509Certificate authority) {
        return new ChainPreference(new Sought(null, authority.getIssuerX500Principal(), authority.getPublicKey()));
    }

    /** A chain that holds a certificate for this key, whoever issued it. */
    public static ChainPreference through(PublicKey authority) {
        return new ChainPreference(new Sought(null, null, authority));
    }

    boolean fits(List<X509Certificate> chain) {
        return chain.stream().anyMatch(sought::is);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChainPreference that && sought.equals(that.sought);
    }

    @Override
    public int hashCode() {
        return sought.hashCode();
    }

    /** What is wanted of a chain, as the end of a sentence. */
    @Override
    public String toString() {
        if (sought.issuerPart != null) {
            return "issued by \"" + sought.issuerPart + "\"";
        }
        return sought.issuer != null
                ? "through the given authority as issued by \"" + sought.issuer + "\""
                : "through the given key";
    }
}
