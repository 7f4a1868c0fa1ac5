package io.gatehouse.acme;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names as file names and back. Letters, digits and {@code ._-@*:+=,~} stand for themselves; every other byte of UTF-8 is
 * {@code %xx}, and so is a leading dot: no name can leave its folder, hide, or depend on the platform's encoding.
 */
final class FileNames {
    private static final int LONGEST_NAME = 200;
    /** 255 bytes is what file systems allow; a file being replaced needs 22 for its temporary name. */
    private static final int LONGEST_FILE = 233;

    private static final String PLAIN = "._-@*:+=,~";
    private static final HexFormat HEX = HexFormat.of();

    private FileNames() {}

    /** @throws CertificateStoreException if the name is empty or too long */
    static String encode(String name) {
        StringBuilder file = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c) && !(c == '.' && file.isEmpty())) {
                file.append(c);
            } else {
                file.append('%').append(HEX.toHexDigits(b));
            }
        }
        if (name.isEmpty() || name.length() > LONGEST_NAME || file.length() > LONGEST_FILE) {
            throw new CertificateStoreException(
                    "\"" + name + "\" cannot be the name of anything in a store: it has " + name.length()
                            + " characters, " + file.length() + " as a file name. Give one of 1 to " + LONGEST_NAME
                            + ", letters, digits, '.', '_' and '-' for choice.",
                    null);
        }
        return file.toString();
    }

    /** The name that this file was made for; a file name that {@link #encode} does not give is returned as it is. */
    static String decode(String file) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = 0; i < file.length(); i++) {
            char c = file.charAt(i);
            if (c == '%' && i + 2 < file.length() && isHex(file.charAt(i + 1)) && isHex(file.charAt(i + 2))) {
                name.write(HexFormat.fromHexDigits(file, i + 1, i + 3));
                i += 2;
            } else {
                name.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return name.toString(StandardCharsets.UTF_8);
    }

    /** The folder that documents of a kind are in. */
    static String folder(StateKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }
}
