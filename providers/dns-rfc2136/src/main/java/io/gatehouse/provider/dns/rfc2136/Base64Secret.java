package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads the Base64 text of a TSIG secret. */
final class Base64Secret {
    private Base64Secret() {}

    /**
     * The bytes of the key.
     *
     * @throws IllegalArgumentException if the text, blanks around it aside, is not Base64 or holds no bytes
     */
    static byte[] decode(Secret text) {
        byte[] decoded = text.withBytes(bytes -> Base64.getDecoder().decode(trimmed(bytes)));
        if (decoded.length == 0) {
            throw new IllegalArgumentException("No key at all");
        }
        return decoded;
    }

    private static byte[] trimmed(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
    }
}
