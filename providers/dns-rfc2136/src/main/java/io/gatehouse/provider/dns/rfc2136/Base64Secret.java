package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads the Base64 text of a TSIG secret without making a string of it. */
final class Base64Secret {
    private Base64Secret() {}

    /** The bytes of the key; empty if the text, blanks around it aside, is not Base64 or holds no bytes. */
    static Optional<byte[]> decode(Secret text) {
        return text.withBytes(bytes -> {
            try {
                byte[] decoded = Base64.getDecoder().decode(trimmed(bytes));
                return decoded.length == 0 ? Optional.empty() : Optional.of(decoded);
            } catch (IllegalArgumentException e) {
                // The cause would quote a character of the secret.
                return Optional.empty();
            }
        });
    }

    private static byte[] trimmed(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
    }
}
