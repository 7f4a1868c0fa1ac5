package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** nginx's language: directives that end in a semicolon, blocks in braces, double quotes with backslash escapes. */
public final class NginxGrammar extends Grammar {
    /** nginx reads its file through a buffer of 4096 bytes, which a token must fit into with its quotes. */
    private static final int MAX_TOKEN_BYTES = 4000;

    /** A printer. */
    public NginxGrammar() {
        super("    ");
    }

    @Override
    protected Optional<String> refusal(String value) {
        if (value.indexOf('$') >= 0) {
            return Optional.of("holds \"$\", which nginx takes for a variable and cannot escape; choose another name");
        }
        return refusalOfLiteral(value);
    }

    @Override
    protected Optional<String> refusalOfLiteral(String value) {
        if (quoted(value).getBytes(StandardCharsets.UTF_8).length > MAX_TOKEN_BYTES) {
            return Optional.of("is longer than the " + MAX_TOKEN_BYTES + " bytes nginx reads at once; shorten it");
        }
        return Optional.empty();
    }

    @Override
    protected String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        return directive.name() + (arguments.isEmpty() ? "" : " " + arguments) + " {";
    }

    @Override
    protected String closing(Node.Directive directive) {
        return "}";
    }

    @Override
    protected String terminator() {
        return ";";
    }
}
