package io.gatehouse.crypto;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A data key as one key-encryption key wrapped it. It holds no secret in the clear. Immutable. */
public final class WrappedDataKey {
    private static final int MAX_BYTES = 16_000;

    private final KekId kek;
    private final long kekVersion;
    private final byte[] bytes;

    private WrappedDataKey(KekId kek, long kekVersion, byte[] bytes) {
        this.kek = kek;
        this.kekVersion = kekVersion;
        this.bytes = bytes;
    }

    /**
     * A wrapped data key.
     *
     * @param kek the key that wrapped it
     * @param kekVersion the version of that key, 0 where it has none
     * @param bytes what the key returned, 1 to 16,000 bytes; copied
     * @throws IllegalArgumentException if there are no bytes or too many
     */
    public static WrappedDataKey of(KekId kek, long kekVersion, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("KEK " + kek + " made a wrapped data key of " + bytes.length
                    + " bytes; it must have 1 to " + MAX_BYTES);
        }
        return new WrappedDataKey(Objects.requireNonNull(kek, "kek"), kekVersion, bytes.clone());
    }

    /**
     * Reads {@link #toText}.
     *
     * @throws IllegalArgumentException if the text has another shape
     */
    public static WrappedDataKey parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "A wrapped data key is written as kek:version:base64, in three parts, not " + parts.length);
        }
        return of(
                new KekId(parts[0]),
                Long.parseLong(parts[1]),
                Base64.getDecoder().decode(parts[2]));
    }

    /** The key that wrapped it. */
    public KekId kek() {
        return kek;
    }

    /** The version of the key that wrapped it, 0 where it has none. */
    public long kekVersion() {
        return kekVersion;
    }

    /** The wrapped key, in a new array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The KEK id, the version in decimal and the bytes in base64, with colons between them. */
    public String toText() {
        return kek + ":" + kekVersion + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WrappedDataKey that
                && kek.equals(that.kek)
                && kekVersion == that.kekVersion
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kek, kekVersion, Arrays.hashCode(bytes));
    }

    /** By which key, of which version; not the bytes. */
    @Override
    public String toString() {
        return "WrappedDataKey[kek=" + kek + ", version=" + kekVersion + ", " + bytes.length + " bytes]";
    }
}
