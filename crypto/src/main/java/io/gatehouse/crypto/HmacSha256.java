package io.gatehouse.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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
    public byte[] commitment(byte[] header, byte[] encodedPlace) {
        MessageDigest message = copyOf(inner);
        message.update(header, 0, Header.BYTES);
        byte[] digest = message.digest(encodedPlace);
        return copyOf(outer).digest(digest);
    }

    private static MessageDigest keyed(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        try {
            for (int i = 0; i < BLOCK_BYTES; i++) {
                block[i] ^= (byte) pad;
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(block);
            return digest;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new EncryptionException("The SHA-256 of " + digest.getProvider() + " cannot be cloned", e);
        }
    }
}
