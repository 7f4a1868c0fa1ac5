package io.gatehouse.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Nonces of {@value MessageCipher#NONCE_BYTES} random bytes. Not safe for use by several threads.
 *
 * <p>The first half is kept for {@value #MESSAGES_PER_PREFIX} messages, so that its AES key is derived and expanded once:
 * among so many messages under one key, two random 96-bit halves are the same with a chance of 2<sup>-65</sup>. The second
 * half is drawn from a buffer. Where many are drawn, the buffer is filled by a generator of its own: all threads share the
 * lock of the JVM's, which takes longer for the bytes, too.
 */
final class Nonces {
    static final int MESSAGES_PER_PREFIX = 1 << 16;

    private static final int HALF = MessageCipher.HALF_NONCE_BYTES;
    private static final int MOST_BUFFERED = 128 * HALF;
    private static final int SEED_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] prefix = new byte[HALF];
    private int left;
    private byte[] buffer = {};
    private int position;
    private final byte[] seed = new byte[SEED_BYTES];
    private @Nullable SecureRandom own;

    /** Writes the next nonce. */
    void next(byte[] out, int offset) {
        if (left == 0) {
            draw(prefix, 0);
            left = MESSAGES_PER_PREFIX;
        }
        left--;
        System.arraycopy(prefix, 0, out, offset, HALF);
        draw(out, offset + HALF);
    }

    private void draw(byte[] out, int offset) {
        if (position == buffer.length) {
            refill();
        }
        System.arraycopy(buffer, position, out, offset, HALF);
        Arrays.fill(buffer, position, position + HALF, (byte) 0);
        position += HALF;
    }

    /** Twice as much each time: a key for one message draws what one message needs. */
    private void refill() {
        position = 0;
        if (buffer.length < MOST_BUFFERED) {
            buffer = new byte[Math.min(Math.max(2 * HALF, 2 * buffer.length), MOST_BUFFERED)];
            RANDOM.nextBytes(buffer);
            return;
        }
        if (own == null) {
            own = generator();
        }
        if (own != RANDOM) {
            RANDOM.nextBytes(seed);
            own.setSeed(seed);
        }
        own.nextBytes(buffer);
    }

    /** The DRBG (NIST SP 800-90A) of the provider that the JVM prefers, or what it prefers if that has none. */
    private static SecureRandom generator() {
        try {
            return SecureRandom.getInstance("DRBG", RANDOM.getProvider());
        } catch (NoSuchAlgorithmException e) {
            return RANDOM;
        }
    }
}
