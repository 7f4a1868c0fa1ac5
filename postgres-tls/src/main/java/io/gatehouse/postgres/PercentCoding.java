package io.gatehouse.postgres;

/**
 * Percent-encoding as libpq, pgjdbc and R2DBC understand it: all read what {@link #encode} writes, since it leaves only
 * RFC 3986's unreserved characters plain.
 */
final class PercentCoding {
    /** RFC 3986, 2.3. */
    static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static final String HEX = "0123456789ABCDEF";

    private PercentCoding() {}

    static String encode(String text) {
        return encode(text, UNRESERVED);
    }

    /** As {@link #encode}, with {@code /} left plain for the sake of people who read file names. */
    static String encodePath(String text) {
        return encode(text, UNRESERVED + "/");
    }

    private static String encode(String text, String plain) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : EscapedUtf8.bytes(text)) {
            char c = (char) (b & 0xff);
            if (plain.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /**
     * libpq's rules: {@code +} is a plus sign; blanks around the text are dropped; a blank inside it, {@code %00} and a
     * broken {@code %} are errors. Bytes that are no UTF-8 are kept, see {@link EscapedUtf8}.
     *
     * @param what names the text in an error, since the text itself may be secret
     */
    static String decodeLibpq(String text, int from, int to, String what) {
        int start = from;
        int end = to;
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        boolean encoded = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                throw new DsnException(what + " holds a blank: write it as %20");
            }
            encoded |= c == '%';
        }
        return encoded ? decode(text.substring(start, end), what) : text.substring(start, end);
    }

    /** pgjdbc's rules, which are those of HTML forms: {@code +} is a space. */
    static String decodeForm(String text, String what) {
        return decodeUri(text.indexOf('+') < 0 ? text : text.replace('+', ' '), what);
    }

    /** RFC 3986's rules; the result is UTF-8. */
    static String decodeUri(String text, String what) {
        refuseNoText(text, what);
        if (text.indexOf('%') < 0) {
            return text;
        }
        String decoded = decode(text, what);
        if (EscapedUtf8.hasUnpairedSurrogate(decoded)) {
            throw new DsnException(what + " is not UTF-8 after percent-decoding");
        }
        return decoded;
    }

    /** Whatever is not encoded must be text as well. */
    static void refuseNoText(String text, String what) {
        if (text.indexOf('\0') >= 0 || EscapedUtf8.hasUnpairedSurrogate(text)) {
            throw new DsnException(
                    what + " holds a NUL character or half a surrogate pair, which PostgreSQL cannot take");
        }
    }

    private static String decode(String text, String what) {
        byte[] bytes = EscapedUtf8.bytes(text);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '%') {
                int high = i + 2 < bytes.length ? digit(bytes[i + 1]) : -1;
                int low = i + 2 < bytes.length ? digit(bytes[i + 2]) : -1;
                if (high < 0 || low < 0) {
                    throw new DsnException(
                            what + " holds a % without two hexadecimal digits: write a percent sign as %25");
                }
                b = (byte) (high << 4 | low);
                if (b == 0) {
                    throw new DsnException(what + " holds %00, which PostgreSQL cannot take");
                }
                i += 2;
            }
            bytes[length++] = b;
        }
        return EscapedUtf8.text(bytes, length);
    }

    /** ASCII only, unlike {@link Character#digit}. */
    private static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
