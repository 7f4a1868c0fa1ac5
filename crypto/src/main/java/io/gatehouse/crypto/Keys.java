package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.Base64;

/** Reads 32-byte keys as operators write them. */
final class Keys {
    private static final String REMEDY = "; make one with: head -c32 /dev/urandom | base64";

    private Keys() {}

    /** Decodes the base64 of 32 bytes. The caller wipes the result. */
    static byte[] decode(String what, Secret base64) {
        return base64.withBytes(text -> {
            byte[] trimmed = trim(text);
            try {
                return requireLength(what, Base64.getDecoder().decode(trimmed));
            } catch (IllegalArgumentException e) {
                // The cause is dropped: it quotes a character of the key.
                throw new KeyEncryptionKeyException(
                        what + " is not base64 (" + trimmed.length + " characters)" + REMEDY);
            } finally {
                Arrays.fill(trimmed, (byte) 0);
            }
        });
    }

    static byte[] requireLength(String what, byte[] key) {
        if (key.length != KeyDerivation.KEY_BYTES) {
            Arrays.fill(key, (byte) 0);
            throw new KeyEncryptionKeyException(what + " must have 32 bytes, but has " + key.length + REMEDY);
        }
        return key;
    }

    private static byte[] trim(byte[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && text[from] <= ' ' && text[from] >= 0) {
            from++;
        }
        while (to > from && text[to - 1] <= ' ' && text[to - 1] >= 0) {
            to--;
        }
        return Arrays.copyOfRange(text, from, to);
    }
}
