package io.gatehouse.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The public id of a key-encryption key: four bytes derived from the key or from its name, written as eight lower-case hexadecimal
 * digits. It says which key an envelope needs and nothing about the key itself.
 *
 * @param text eight lower-case hexadecimal digits
 */
public record KekId(String text) {
    static final int BYTES = 4;

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{8}");

    /**
     * @throws IllegalArgumentException if the text is not eight lower-case hexadecimal digits
     */
    public KekId {
        if (!DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException("A KEK id is eight lower-case hexadecimal digits, not \"" + text + "\"");
        }
    }

    /**
     * The id of a key that is known by a name rather than by its bytes: the first four bytes of the name's SHA-256.
     *
     * @param name the whole name of the key, such as its URI, the same for all its versions
     */
    public static KekId ofName(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return of(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
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
