package io.gatehouse.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A TXT value as zone files write it (RFC 1035, sections 3.3.14 and 5.1), which many vendors' APIs want: quoted strings of at
 * most 255 bytes with blanks between them, a quote or backslash after a backslash, and every byte that is not printable ASCII as
 * a backslash and its number.
 *
 * <p>All text is UTF-8. Safe for use by many threads.
 */
public final class TxtPresentation {
    private static final int MAX_STRING_BYTES = 255;
    private static final int DIGITS = 3;

    private TxtPresentation() {}

    /** The value with numbers in decimal, as RFC 1035 has them: {@code "two \"words\""}. */
    public static String quoted(String value) {
        return quoted(value, 10);
    }

    /** The value with numbers in octal, as Route 53 has them. */
    public static String quotedInOctal(String value) {
        return quoted(value, 8);
    }

    private static String quoted(String value, int radix) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(bytes.length + 2).append('"');
        for (int at = 0; at < bytes.length; at++) {
            if (at > 0 && at % MAX_STRING_BYTES == 0) {
                text.append("\" \"");
            }
            int octet = Byte.toUnsignedInt(bytes[at]);
            if (octet == '"' || octet == '\\') {
                text.append('\\').append((char) octet);
            } else if (octet < ' ' || octet > '~') {
                String number = Integer.toString(octet, radix);
                text.append('\\').append("0".repeat(DIGITS - number.length())).append(number);
            } else {
                text.append((char) octet);
            }
        }
        return text.append('"').toString();
    }

    /**
     * The value that such a text stands for, with numbers in decimal; the strings are put together without anything between
     * them. A text that does not begin with a quote is taken as the value itself, since vendors that quote leave the quotes out
     * of what was written without them.
     *
     * @throws IllegalArgumentException if a quote is not closed, a number is none of a byte, anything but blanks stands between
     *     two strings, or the bytes are no UTF-8; the message does not hold the text
     */
    public static String parse(String text) {
        return parse(text, 10);
    }

    /**
     * The value that such a text stands for, with numbers in octal.
     *
     * @see #parse(String)
     */
    public static String parseOctal(String text) {
        return parse(text, 8);
    }

    private static String parse(String text, int radix) {
        return text.startsWith("\"") ? new Reader(text, radix).value() : text;
    }

    /** Reads quoted strings from the first quote to the end. */
    private static final class Reader {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final String text;
        private final int radix;
        private int at;

        Reader(String text, int radix) {
            this.text = text;
            this.radix = radix;
        }

        String value() {
            while (at < text.length()) {
                char next = text.charAt(at++);
                if (next == '"') {
                    string();
                } else if (next != ' ' && next != '\t') {
                    throw new IllegalArgumentException("something stands between two strings of a TXT value");
                }
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.toByteArray()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a TXT value is not UTF-8", e);
            }
        }

        private void string() {
            while (at < text.length()) {
                char next = text.charAt(at++);
                if (next == '"') {
                    return;
                }
                if (next == '\\') {
                    escaped();
                } else {
                    // Vendors write other scripts as they are, too.
                    int point = text.codePointAt(at - 1);
                    at += Character.charCount(point) - 1;
                    bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                }
            }
            throw new IllegalArgumentException("the last string of a TXT value is not closed");
        }

        private void escaped() {
            if (at < text.length() && Character.digit(text.charAt(at), 10) < 0) {
                bytes.write(text.charAt(at++));
                return;
            }
            int number = 0;
            for (int end = at + DIGITS; at < end; at++) {
                int digit = at < text.length() ? Character.digit(text.charAt(at), radix) : -1;
                if (digit < 0) {
                    throw new IllegalArgumentException("a TXT value has a backslash before half a number");
                }
                number = number * radix + digit;
            }
            if (number > 255) {
                throw new IllegalArgumentException("a TXT value has the number " + number + ", which is no byte");
            }
            bytes.write(number);
        }
    }
}
