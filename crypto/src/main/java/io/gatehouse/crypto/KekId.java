package io.gatehouse.crypto;

import java.util.HexFormat;

/**
 * The public name of a key-encryption key: four bytes derived from the key, written as eight lower-case hexadecimal
 * digits. It says which key an envelope needs and nothing about the key itself.
 *
 * @param text eight lower-case hexadecimal digits
 */
public record KekId(String text) {
    static final int BYTES = 4;

    /**
     * @throws IllegalArgumentException if the text is not eight lower-case hexadecimal digits
     */
    public KekId {
        if (!text.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException("A KEK id is eight lower-case hexadecimal digits, not \"" + text + "\"");
        }
    }

    static KekId of(byte[] id) {
        return new KekId(HexFormat.of().formatHex(id));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(text);
    }

    /** The eight digits. */
    @Override
    public String toString() {
        return text;
    }
}
