package io.gatehouse.postgres.hba;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One line of an authentication file with those that continue it, comment and blanks included.
 *
 * <p>Immutable.
 */
public final class AuthLine {
    private final int number;
    private final String bytes;
    private final String joined;
    private final boolean unfinished;
    private final AuthLexer.Fields lexed;

    /**
     * @param bytes as in the file, a byte in each char
     * @param joined without line break and continuations
     * @param unfinished whether the file ends where a continuation was announced
     */
    AuthLine(int number, String bytes, String joined, boolean unfinished) {
        this.number = number;
        this.bytes = bytes;
        this.joined = joined;
        this.unfinished = unfinished;
        this.lexed = AuthLexer.fields(joined);
    }

    /** Where it begins in its file; the first line is 1. */
    public int number() {
        return number;
    }

    /** The line without its line break, continuations joined, comment included; what is no UTF-8 is replaced. */
    public String text() {
        return decode(joined);
    }

    /** The values of each field, before {@code @file} is expanded; empty for a blank or a comment. */
    public List<List<AuthToken>> fields() {
        return lexed.fields().stream().map(AuthField::tokens).toList();
    }

    /** The line with another text in place of one field; its continuations become one line. */
    String with(int field, String replacement) {
        AuthField old = lexed.fields().get(field);
        return decode(joined.substring(0, old.start())) + replacement + decode(joined.substring(old.end()));
    }

    boolean isUtf8() {
        return encode(text()).equals(joined);
    }

    AuthLexer.Fields lexed() {
        return lexed;
    }

    String bytes() {
        return bytes;
    }

    boolean isUnfinished() {
        return unfinished;
    }

    String lineBreak() {
        if (bytes.endsWith("\r\n")) {
            return "\r\n";
        }
        return bytes.endsWith("\n") ? "\n" : "";
    }

    static String decode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The number alone: a line may hold a secret of LDAP or RADIUS. */
    @Override
    public String toString() {
        return "line " + number;
    }
}
