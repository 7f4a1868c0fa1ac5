package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Splits a file into lines and a line into fields as PostgreSQL does: on bytes, of which each stands in a char of its own.
 * Nothing is refused here that the server reads.
 */
final class AuthLexer {
    /** What PostgreSQL 15 and older hold of one value, in bytes. */
    private static final int LONGEST_BEFORE_16 = 10_239;

    private final String line;
    private int position;
    private boolean commaFollows;
    private int tokenStart;
    private int tokenEnd;
    private boolean overlong;
    private boolean unclosed;
    private boolean foreign;

    private AuthLexer(String line) {
        this.line = line;
    }

    /**
     * @param fields of a line
     * @param overlong whether a value is longer than servers before 16 read
     * @param unclosed whether a quote is open at the end of the line, which the server takes in silence
     * @param refused why the line is not read by us, whatever the server does
     */
    record Fields(List<AuthField> fields, boolean overlong, boolean unclosed, Optional<String> refused) {}

    static List<AuthLine> lines(String bytes) {
        List<AuthLine> lines = new ArrayList<>();
        int position = 0;
        int number = 1;
        while (position < bytes.length()) {
            StringBuilder joined = new StringBuilder();
            int start = position;
            int physical = 0;
            int joint = 0;
            boolean continues = true;
            while (continues && position < bytes.length()) {
                int lineBreak = bytes.indexOf('\n', position);
                int next = lineBreak < 0 ? bytes.length() : lineBreak + 1;
                joined.append(bytes, position, next);
                position = next;
                physical++;
                stripLineBreak(joined);
                // A backslash that stood before the joint has had its say.
                int last = joined.length() - 1;
                continues = last >= joint && joined.charAt(last) == '\\';
                if (continues) {
                    joined.setLength(last);
                    joint = last;
                }
            }
            lines.add(new AuthLine(number, bytes.substring(start, position), joined.toString(), continues));
            number += physical;
        }
        return lines;
    }

    static Fields fields(String line) {
        return new AuthLexer(line).fields();
    }

    private static void stripLineBreak(StringBuilder line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        line.setLength(end);
    }

    private Fields fields() {
        List<AuthField> fields = new ArrayList<>();
        while (position < line.length()) {
            AuthField field = nextField();
            if (field != null) {
                fields.add(field);
            }
        }
        return new Fields(List.copyOf(fields), overlong, unclosed, refusal());
    }

    private Optional<String> refusal() {
        if (line.indexOf('\0') >= 0) {
            return Optional.of(
                    "holds a NUL byte, at which the server drops the rest of the line and goes on in the next;"
                            + " delete it");
        }
        return foreign
                ? Optional.of("holds a value that is no UTF-8; write it in UTF-8, or name it by a regular expression")
                : Optional.empty();
    }

    private @Nullable AuthField nextField() {
        List<AuthToken> tokens = new ArrayList<>();
        int start = -1;
        int end = -1;
        do {
            AuthToken token = nextToken();
            if (token == null) {
                break;
            }
            start = start < 0 ? tokenStart : start;
            end = tokenEnd;
            tokens.add(token);
        } while (commaFollows);
        return tokens.isEmpty() ? null : new AuthField(tokens, start, end);
    }

    private @Nullable AuthToken nextToken() {
        while (position < line.length() && (isBlank(line.charAt(position)) || line.charAt(position) == ',')) {
            position++;
        }
        tokenStart = position;
        StringBuilder text = new StringBuilder();
        boolean inQuotes = false;
        boolean afterQuote = false;
        boolean sawQuote = false;
        boolean quoteFirst = false;
        while (position < line.length() && (inQuotes || !isBlank(line.charAt(position)))) {
            char c = line.charAt(position);
            if (c == '#' && !inQuotes) {
                break;
            }
            overlong |= text.length() >= LONGEST_BEFORE_16;
            if (c == ',' && !inQuotes) {
                break;
            }
            if (c != '"' || afterQuote) {
                text.append(c);
            }
            afterQuote = inQuotes && c == '"' && !afterQuote;
            if (c == '"') {
                inQuotes = !inQuotes;
                sawQuote = true;
                quoteFirst |= text.length() == 0;
            }
            position++;
        }
        tokenEnd = position;
        char next = position < line.length() ? line.charAt(position) : '\0';
        commaFollows = next == ',';
        if (next == '#') {
            position = line.length();
        }
        unclosed |= inQuotes;
        return sawQuote || text.length() > 0 ? token(text.toString(), quoteFirst) : null;
    }

    private AuthToken token(String bytes, boolean quoteFirst) {
        String text = AuthLine.decode(bytes);
        foreign |= !AuthLine.encode(text).equals(bytes);
        return new AuthToken(text, quoteFirst);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
