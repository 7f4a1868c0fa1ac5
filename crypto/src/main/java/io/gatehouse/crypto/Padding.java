package io.gatehouse.crypto;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Hides how long a secret is, but for the size of the bucket it falls into. A secret is followed by the byte {@code 80} and
 * zeros up to that size (ISO/IEC 7816-4), inside of the encryption; so a bucket of 64 takes secrets of up to 63 bytes.
 *
 * <p>A cipher reads padded envelopes whatever its own padding is. Instances are immutable and safe for use by several
 * threads.
 */
public final class Padding {
    /** The largest bucket. */
    public static final int MAX_BUCKET_BYTES = 1 << 24;

    /** What a padded secret may have at most: the largest secret in the largest bucket. */
    static final int MAX_PADDED_BYTES = EnvelopeCipher.MAX_SECRET_BYTES + MAX_BUCKET_BYTES;

    private static final Padding NONE = new Padding();
    private static final byte END = (byte) 0x80;

    private final int[] buckets;

    private Padding(int... buckets) {
        this.buckets = buckets;
    }

    /** No padding: an envelope tells the length of its secret. */
    public static Padding none() {
        return NONE;
    }

    /**
     * Buckets of these sizes; a secret too long for the last goes into the next multiple of it.
     *
     * @param bytes the sizes, ascending
     * @throws IllegalArgumentException if there are none, or one is not larger than the one before it or larger than
     *     {@link #MAX_BUCKET_BYTES}
     */
    public static Padding buckets(int... bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("Padding needs at least one bucket; Padding.none() has none");
        }
        int previous = 0;
        for (int size : bytes) {
            if (size <= previous || size > MAX_BUCKET_BYTES) {
                throw new IllegalArgumentException("Buckets must be ascending sizes from 1 to " + MAX_BUCKET_BYTES
                        + ", not " + Arrays.toString(bytes));
            }
            previous = size;
        }
        return new Padding(bytes.clone());
    }

    /**
     * Buckets of {@code smallest}, twice that, and so on up to {@link #MAX_BUCKET_BYTES}.
     *
     * @throws IllegalArgumentException if {@code smallest} is not a power of two, or larger than the largest bucket
     */
    public static Padding powersOfTwo(int smallest) {
        if (smallest <= 0 || smallest > MAX_BUCKET_BYTES || Integer.bitCount(smallest) != 1) {
            throw new IllegalArgumentException(
                    "The smallest bucket must be a power of two up to " + MAX_BUCKET_BYTES + ", not " + smallest);
        }
        int count = Integer.numberOfTrailingZeros(MAX_BUCKET_BYTES / smallest) + 1;
        int[] buckets = new int[count];
        for (int i = 0; i < count; i++) {
            buckets[i] = smallest << i;
        }
        return new Padding(buckets);
    }

    boolean pads() {
        return buckets.length > 0;
    }

    /** How many bytes are encrypted for a secret of so many. */
    int paddedLength(int secretBytes) {
        if (!pads()) {
            return secretBytes;
        }
        int needed = secretBytes + 1;
        for (int bucket : buckets) {
            if (needed <= bucket) {
                return bucket;
            }
        }
        int last = buckets[buckets.length - 1];
        return (needed + last - 1) / last * last;
    }

    /** The padded secret, in a new array that the caller wipes. */
    byte[] pad(byte[] secret) {
        byte[] padded = Arrays.copyOf(secret, paddedLength(secret.length));
        padded[secret.length] = END;
        return padded;
    }

    /** How long the secret in a padded one is; empty if this is no padding. */
    static OptionalInt secretLength(byte[] padded) {
        int last = padded.length - 1;
        while (last >= 0 && padded[last] == 0) {
            last--;
        }
        return last >= 0 && padded[last] == END ? OptionalInt.of(last) : OptionalInt.empty();
    }

    /** The sizes of the buckets. */
    @Override
    public String toString() {
        return "Padding" + Arrays.toString(buckets);
    }
}
