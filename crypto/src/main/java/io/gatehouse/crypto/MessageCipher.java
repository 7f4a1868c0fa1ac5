package io.gatehouse.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Commits to, encrypts and decrypts messages under one data key, with ciphers that are made once and used again. Not safe
 * for use by several threads: each takes one of its own from {@link SealingKey}.
 */
final class MessageCipher {
    static final int HALF_NONCE_BYTES = 12;
    static final int NONCE_BYTES = 2 * HALF_NONCE_BYTES;
    static final int TAG_BYTES = 16;
    /** What a payload has beyond its plaintext. */
    static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

    /** A power of two. Each holds an expanded AES key, about 2 KB. */
    private static final int KEYED_CIPHERS = 16;

    private final Commitments commitments;
    private final MessageKeys messageKeys;
    private final Nonces nonces = new Nonces();
    private final @Nullable KeyedCipher[] keyed = new KeyedCipher[KEYED_CIPHERS];

    MessageCipher(Suite suite, byte[] commitmentKey, byte[] encryptionKey) {
        this.commitments = suite.commitments(commitmentKey);
        this.messageKeys = suite.messageKeys(encryptionKey);
    }

    /** Header and commitment of a message at a place. */
    byte[] bound(byte[] header, byte[] encodedPlace) {
        byte[] bound = Arrays.copyOf(header, Envelope.BOUND_BYTES);
        commitments.commit(bound, encodedPlace);
        return bound;
    }

    /** Whether header and commitment are those of this place, told in a time that does not depend on where they differ. */
    boolean isBoundTo(byte[] encodedPlace, byte[] bound) {
        return MessageDigest.isEqual(bound(bound, encodedPlace), bound);
    }

    /** Writes nonce, ciphertext and tag into {@code out}, from {@code offset} on. */
    void seal(byte[] plaintext, byte[] bound, byte[] out, int offset) {
        nonces.next(out, offset);
        try {
            Cipher cipher = ready(Cipher.ENCRYPT_MODE, out, offset);
            cipher.updateAAD(bound);
            cipher.doFinal(plaintext, 0, plaintext.length, out, offset + NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The secret could not be encrypted; does this JVM have AES-256-GCM?", e);
        }
    }

    /** The plaintext of the payload from {@code offset} on, or empty if it is not authentic. The caller wipes it. */
    Optional<byte[]> open(byte[] envelope, int offset, byte[] bound) {
        try {
            Cipher cipher = ready(Cipher.DECRYPT_MODE, envelope, offset);
            cipher.updateAAD(bound);
            int sealedAt = offset + NONCE_BYTES;
            return Optional.of(cipher.doFinal(envelope, sealedAt, envelope.length - sealedAt));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The secret could not be decrypted; does this JVM have AES-256-GCM?", e);
        }
    }

    private Cipher ready(int mode, byte[] nonce, int offset) throws GeneralSecurityException {
        int slot = slotOf(nonce, offset);
        KeyedCipher found = keyed[slot];
        if (found == null || !found.isFor(nonce, offset)) {
            found = KeyedCipher.of(messageKeys, nonce, offset, found);
            keyed[slot] = found;
        }
        return found.ready(mode, nonce, offset);
    }

    /** The prefix is random, so a few of its bits are as good as a hash of it. */
    private static int slotOf(byte[] nonce, int offset) {
        return nonce[offset] & KEYED_CIPHERS - 1;
    }

    /** AES-256-GCM under the key of one nonce prefix. Initialising it again under the same key is quick. */
    private static final class KeyedCipher {
        private static final String AES = "AES";

        private final Cipher gcm;
        private final SecretKeySpec key;
        private final byte[] prefix;

        private KeyedCipher(Cipher gcm, SecretKeySpec key, byte[] prefix) {
            this.gcm = gcm;
            this.key = key;
            this.prefix = prefix;
        }

        static KeyedCipher of(MessageKeys keys, byte[] nonce, int offset, @Nullable KeyedCipher replaced)
                throws GeneralSecurityException {
            Cipher gcm = replaced == null ? Cipher.getInstance("AES/GCM/NoPadding") : replaced.gcm;
            byte[] key = keys.derive(nonce, offset);
            try {
                byte[] prefix = Arrays.copyOfRange(nonce, offset, offset + HALF_NONCE_BYTES);
                return new KeyedCipher(gcm, new SecretKeySpec(key, AES), prefix);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }

        boolean isFor(byte[] nonce, int offset) {
            return Arrays.equals(prefix, 0, HALF_NONCE_BYTES, nonce, offset, offset + HALF_NONCE_BYTES);
        }

        Cipher ready(int mode, byte[] nonce, int offset) throws GeneralSecurityException {
            gcm.init(
                    mode,
                    key,
                    new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce, offset + HALF_NONCE_BYTES, HALF_NONCE_BYTES));
            return gcm;
        }
    }
}
