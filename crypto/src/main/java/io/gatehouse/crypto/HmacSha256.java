package io.gatehouse.crypto;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) under one key, whose two keyed blocks are hashed once and for all: for a short message that is half
 * of the work, which {@link javax.crypto.Mac} does anew for each. Safe for use by several threads.
 */
final class HmacSha256 implements Commitments {
    private static final int BLOCK_BYTES = 64;
    private static final int INNER_PAD = 0x36;
    private static final int OUTER_PAD = 0x5C;

    private final MessageDigest inner;
    private final MessageDigest outer;

    private HmacSha256(MessageDigest inner, MessageDigest outer) {
        this.inner = inner;
        this.outer = outer;
    }

    /** The array stays the caller's to wipe; it has at most 64 bytes. */
    static HmacSha256 of(byte[] key) {
        return new HmacSha256(keyed(key, INNER_PAD), keyed(key, OUTER_PAD));
    }

    @Override
    public void commit(byte[] bound, byte[] encodedPlace) {
        MessageDigest message = copyOf(inner);
        message.update(bound, 0, Header.BYTES);
        message.update(encodedPlace);
        write(message, bound);
        MessageDigest whole = copyOf(outer);
        whole.update(bound, Header.BYTES, Envelope.COMMITMENT_BYTES);
        write(whole, bound);
    }

    private static void write(MessageDigest digest, byte[] bound) {
        try {
            digest.digest(bound, Header.BYTES, Envelope.COMMITMENT_BYTES);
        } catch (DigestException e) {
            throw new EncryptionException("The SHA-256 of " + digest.getProvider() + " has not 32 bytes", e);
        }
    }

    private static MessageDigest keyed(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        try {
            for (int i = 0; i < BLOCK_BYTES; i++) {
                block[i] ^= (byte) pad;
            }
            MessageDigest digest = cloneable();
            digest.update(block);
            return digest;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has a SHA-256 that can be cloned", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** The first SHA-256 of the security providers that can be cloned: a provider for a token may have one that cannot. */
    private static MessageDigest cloneable() throws NoSuchAlgorithmException {
        MessageDigest first = MessageDigest.getInstance("SHA-256");
        if (first instanceof Cloneable) {
            return first;
        }
        for (Provider provider : Security.getProviders("MessageDigest.SHA-256")) {
            MessageDigest next = MessageDigest.getInstance("SHA-256", provider);
            if (next instanceof Cloneable) {
                return next;
            }
        }
        throw new NoSuchAlgorithmException("No SHA-256 of this JVM's security providers can be cloned");
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new EncryptionException("The SHA-256 of " + digest.getProvider() + " cannot be cloned", e);
        }
    }
}
