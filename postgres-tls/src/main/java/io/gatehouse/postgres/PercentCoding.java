package io.gatehouse.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Percent-encoding as libpq and as pgjdbc understand it: both read what {@link #encode} writes, since it leaves only RFC
 * 3986's unreserved characters plain.
 */
final class PercentCoding {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private PercentCoding() {}

    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }

    /** As {@link #encode}, with {@code /} left plain for the sake of people who read file names. */
    static String encodePath(String text) {
        return encode(text).replace("%2F", "/");
    }

    /**
     * libpq's rules: {@code +} is a plus sign; {@code %00}, a broken {@code %} and blanks are errors.
     *
     * @param what names the text in an error, since the text itself may be secret
     */
    static String decodeLibpq(String text, String what) {
        if (text.chars().anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r'))) {
            throw new DsnException(what + " holds a blank: write it as %20");
        }
        return decode(text, what);
    }

    /** pgjdbc's rules, which are those of HTML forms: {@code +} is a space. */
    static String decodeJdbc(String text, String what) {
        return decode(text.replace('+', ' '), what);
    }

    private static String decode(String text, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new DsnException(what + " holds a % without two hexadecimal digits: write a percent sign as %25");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            if (decoded.indexOf('\0') >= 0) {
                throw new DsnException(what + " holds %00, which PostgreSQL cannot take");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw new DsnException(what + " is not UTF-8 after percent-decoding");
        }
    }
}
