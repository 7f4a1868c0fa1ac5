package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One challenge to answer (RFC 8555, section 8). Immutable.
 *
 * @param identifier the name or address to prove, with its {@code *.} if it is a wildcard
 * @param type which proof the CA will look for
 * @param token what the CA calls it; safe as a file name, for it holds letters, digits, {@code -} and {@code _} only
 * @param keyAuthorization the token joined to the account key's thumbprint (section 8.1)
 * @param account the URL of the account that proves it (section 7.3)
 */
public record Challenge(Identifier identifier, ChallengeType type, String token, String keyAuthorization, URI account) {
    private static final Pattern BASE64_URL = Pattern.compile("[A-Za-z0-9_-]{1,512}");

    /**
     * @throws InvalidModelException if the token is not base64url text: a hostile CA could name any file with it
     */
    public Challenge {
        if (!BASE64_URL.matcher(token).matches()) {
            throw new InvalidModelException(
                    "ACME challenge for " + identifier,
                    List.of(new Problem("token", "is \"" + token + "\", not base64url text; the CA is at fault")));
        }
    }

    /** The value of the TXT record that answers dns-01 and dns-account-01: the digest of the key authorization (section 8.4). */
    public String txtValue() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
