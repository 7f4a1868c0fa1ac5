package io.gatehouse.postgres;

import java.util.EnumMap;
import java.util.Map;

/**
 * Reads libpq's keyword form, {@code host=db user='it\'s'} (PostgreSQL documentation, "Keyword/Value Connection Strings"),
 * as libpq 18 does: a backslash takes the next character as it is, in quotes and outside; blanks may surround {@code =};
 * nothing need stand between a closing quote and the next keyword.
 */
final class ConninfoWords {
    private final String text;
    private final Map<ConninfoKeyword, String> values = new EnumMap<>(ConninfoKeyword.class);
    private int at;

    private ConninfoWords(String text) {
        this.text = text;
    }

    static Conninfo parse(String text) {
        ConninfoWords words = new ConninfoWords(text);
        words.skipBlanks();
        while (words.at < text.length()) {
            String key = words.readKey();
            ConninfoUri.put(words.values, key, words.readValue());
            words.skipBlanks();
        }
        return new Conninfo(words.values, false);
    }

    private String readKey() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !isBlank(text.charAt(at))) {
            at++;
        }
        String key = text.substring(start, at);
        skipBlanks();
        if (at == text.length() || text.charAt(at) != '=') {
            throw new DsnException("a parameter is not of the form key=value: put values with blanks into '…'");
        }
        at++;
        skipBlanks();
        return key;
    }

    private String readValue() {
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        if (quoted) {
            at++;
        }
        int start = at;
        boolean escaped = false;
        while (at < text.length() && !(quoted ? text.charAt(at) == '\'' : isBlank(text.charAt(at)))) {
            boolean backslash = text.charAt(at) == '\\';
            escaped |= backslash;
            at += backslash ? 2 : 1;
        }
        if (quoted && at >= text.length()) {
            throw new DsnException("a value in '…' is not closed: write a quote inside it as \\'");
        }
        String value = text.substring(start, Math.min(at, text.length()));
        at++;
        return escaped ? joined(withoutBackslashes(value)) : value;
    }

    private static String withoutBackslashes(String value) {
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) != '\\') {
                plain.append(value.charAt(i));
            } else if (++i < value.length()) {
                plain.append(value.charAt(i));
            }
        }
        return plain.toString();
    }

    /** A backslash that was taken out may have stood between the bytes of one character. */
    private static String joined(String value) {
        if (!EscapedUtf8.hasUnpairedSurrogate(value)) {
            return value;
        }
        byte[] bytes = EscapedUtf8.bytes(value);
        return EscapedUtf8.text(bytes, bytes.length);
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    /** C's {@code isspace}. */
    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
