package io.gatehouse.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text for any bytes, as libpq takes them: a byte that is no UTF-8 becomes the unpaired surrogate U+DC00 + byte, which no
 * real text holds, so that nothing is lost (the way of Python's PEP 383).
 */
final class EscapedUtf8 {
    private static final int FIRST_ESCAPE = 0xDC80;
    private static final int LAST_ESCAPE = 0xDCFF;

    private EscapedUtf8() {}

    static String text(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                return decode(ByteBuffer.wrap(bytes, 0, length));
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static String decode(ByteBuffer bytes) {
        // A byte never makes more than one character.
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (0xDC00 | (bytes.get() & 0xff)));
            }
            decoder.reset();
            result = decoder.decode(bytes, text, true);
        }
        return text.flip().toString();
    }

    static byte[] bytes(String text) {
        if (!hasUnpairedSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        text.codePoints().forEach(c -> {
            if (c >= FIRST_ESCAPE && c <= LAST_ESCAPE) {
                bytes.write(c);
            } else {
                bytes.writeBytes(new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** Whether a text holds what UTF-8 cannot: an escaped byte, or half of a pair. */
    static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
