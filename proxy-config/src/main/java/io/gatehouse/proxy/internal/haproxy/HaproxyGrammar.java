package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * HAProxy's language: sections begun by a keyword, one directive a line, single quotes in which nothing is special but
 * the quote itself.
 */
public final class HaproxyGrammar extends Grammar {
    private static final int MAX_LINE_BYTES = 2047;
    private static final int MAX_WORDS = 64;

    /** A printer. */
    public HaproxyGrammar() {
        super("    ");
    }

    @Override
    protected Optional<String> refusal(String value) {
        return Optional.empty();
    }

    /** Our constants with a single quote in them read better between double ones, as long as those keep them intact. */
    @Override
    protected String quoted(String value) {
        boolean plainBetweenDoubleQuotes = value.indexOf('"') < 0 && value.indexOf('\\') < 0 && value.indexOf('$') < 0;
        if (value.indexOf('\'') >= 0 && plainBetweenDoubleQuotes) {
            return '"' + value + '"';
        }
        return '\'' + value.replace("'", "'\\''") + '\'';
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        return directive.name() + (arguments.isEmpty() ? "" : " " + arguments);
    }

    @Override
    protected String closing(Node.Directive directive) {
        return "";
    }

    @Override
    protected String terminator() {
        return "";
    }

    @Override
    protected void check(Node.Directive directive, CharSequence line, Problems problems) {
        boolean tooLong = 3 * line.length() + 8 > MAX_LINE_BYTES
                && line.toString().getBytes(StandardCharsets.UTF_8).length + 8 > MAX_LINE_BYTES;
        if (tooLong || directive.arguments().size() >= MAX_WORDS) {
            String field = directive.arguments().stream()
                    .filter(Token.Value.class::isInstance)
                    .max(Comparator.comparingInt(token -> token.text().length()))
                    .map(token -> ((Token.Value) token).field())
                    .orElse(directive.name());
            problems.add(
                    field,
                    "makes a line of more than " + MAX_LINE_BYTES + " bytes or " + MAX_WORDS
                            + " words, where HAProxy stops reading; shorten it");
        }
    }
}
