package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.Optional;

/**
 * The Caddyfile: blocks in braces indented by tabs, double quotes that know one escape, {@code \"}, and backquotes that
 * know none.
 */
public final class CaddyfileGrammar extends Grammar {
    /** A printer. */
    public CaddyfileGrammar() {
        super("\t");
    }

    @Override
    protected Optional<String> refusal(String value) {
        Optional<String> placeholder = placeholder(value);
        if (placeholder.isPresent()) {
            return placeholder;
        }
        if (value.indexOf('\\') >= 0 && value.indexOf('`') >= 0) {
            return Optional.of("holds both a backslash and a backquote, for which the Caddyfile has no quotes;"
                    + " choose another name");
        }
        return Optional.empty();
    }

    /** Why a value cannot stand in any configuration of Caddy, in whatever language. */
    static Optional<String> placeholder(String value) {
        if (value.indexOf('{') >= 0 || value.indexOf('}') >= 0) {
            return Optional.of("holds a brace, which Caddy takes for a placeholder in some places and not in others;"
                    + " choose another name");
        }
        return Optional.empty();
    }

    /** Between double quotes a backslash at the end would take the closing quote along. */
    @Override
    protected String quoted(String value) {
        return value.indexOf('\\') >= 0 ? '`' + value + '`' : '"' + value.replace("\"", "\\\"") + '"';
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        String separator = directive.name().isEmpty() || arguments.isEmpty() ? "" : " ";
        String head = directive.name() + separator + arguments;
        return head.isEmpty() ? "{" : head + " {";
    }

    @Override
    protected String closing(Node.Directive directive) {
        return "}";
    }

    @Override
    protected String terminator() {
        return "";
    }
}
