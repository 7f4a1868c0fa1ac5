package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The public name of a data key: eight bytes derived from the key, which every envelope under it carries. It says which
 * data key an envelope needs and nothing about the key itself.
 *
 * @param value the eight bytes as one big-endian number
 */
public record DataKeyId(long value) implements Comparable<DataKeyId> {
    static final int BYTES = Long.BYTES;

    private static final int DIGITS = 2 * BYTES;

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if the text is not sixteen lower-case hexadecimal digits
     */
    public static DataKeyId parse(String text) {
        if (!text.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException(
                    "A data-key id is sixteen lower-case hexadecimal digits, not \"" + text + "\"");
        }
        return new DataKeyId(Long.parseUnsignedLong(text, 16));
    }

    /** Reads the eight bytes that begin at {@code offset}. */
    static DataKeyId at(byte[] bytes, int offset) {
        return new DataKeyId(ByteBuffer.wrap(bytes, offset, BYTES).getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(value).array();
    }

    /** The order of the bytes, which is that of the digits. */
    @Override
    public int compareTo(DataKeyId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Sixteen lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value, DIGITS);
    }
}
