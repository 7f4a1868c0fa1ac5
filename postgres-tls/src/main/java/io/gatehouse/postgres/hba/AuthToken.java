package io.gatehouse.postgres.hba;

import java.util.Objects;

/**
 * One value of {@code pg_hba.conf} or {@code pg_ident.conf}, without its quotes.
 *
 * @param text what it says
 * @param quoted whether a quote stood before its first character, which takes the meaning from keywords, {@code +} and
 *     {@code @}, and not from {@code /}
 */
public record AuthToken(String text, boolean quoted) {
    /** Refuses nulls. */
    public AuthToken {
        Objects.requireNonNull(text, "text");
    }

    /** Whether it is this keyword, and not a name that is spelt alike. */
    public boolean isKeyword(String keyword) {
        return !quoted && text.equals(keyword);
    }

    /** Whether it is a regular expression where the server knows them: from 16 on, and before for system users alone. */
    public boolean isRegex() {
        return text.startsWith("/");
    }

    /** Whether it means the members of a role, which is the text from the second character on. */
    public boolean isMembership() {
        return !quoted && text.startsWith("+");
    }

    /** The value as the file says it, with the quotes it needs. */
    public String print() {
        if (quoted || text.isEmpty()) {
            return quote(text);
        }
        String rest = text.substring(1);
        // A quote after the first character leaves keywords and + what they are, and no backslash ends a line.
        boolean plain = rest.chars().noneMatch(AuthToken::needsQuotes) && !text.equals("\\");
        return plain ? text : text.charAt(0) + quote(rest);
    }

    static String quote(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    static boolean needsQuotes(int c) {
        return " \t\r,#\"\\".indexOf(c) >= 0;
    }

    /** The value, in quotes if they stood before it. */
    @Override
    public String toString() {
        return print();
    }
}
