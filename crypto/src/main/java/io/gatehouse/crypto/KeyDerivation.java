package io.gatehouse.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF-Expand of RFC 5869 with SHA-256, for outputs of at most one block. Every input key here is 32 uniformly random
 * bytes, for which RFC 5869, section 3.3, lets the extract step be left out.
 */
final class KeyDerivation {
    static final int KEY_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte FIRST_BLOCK = 1;

    private KeyDerivation() {}

    /** The first block of HKDF-Expand, with {@code info = label ‖ context}. */
    static byte[] expand(byte[] key, String label, byte... context) {
        return expand(hmac(key), label, context);
    }

    /** {@link #expand(byte[], String, byte...)} under the key of an {@link #hmac}, which can be used again. */
    static byte[] expand(Mac mac, String label, byte... context) {
        mac.update(label.getBytes(StandardCharsets.US_ASCII));
        mac.update(context);
        mac.update(FIRST_BLOCK);
        return mac.doFinal();
    }

    /** HMAC-SHA256 under a key, which stays the caller's to wipe. */
    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("This JVM has no " + HMAC + "; check the list of security providers", e);
        }
    }
}
