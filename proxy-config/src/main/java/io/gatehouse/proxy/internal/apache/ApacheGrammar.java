package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.Optional;

/** Apache httpd's language: one directive a line, sections in angle brackets, double quotes with backslash escapes. */
public final class ApacheGrammar extends Grammar {
    /** A printer. */
    public ApacheGrammar() {
        super("    ");
    }

    @Override
    protected Optional<String> refusal(String value) {
        return value.contains("${")
                ? Optional.of("holds \"${\", which Apache replaces even in quotes; choose another name")
                : Optional.empty();
    }

    @Override
    protected String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    protected String opening(Node.Directive directive, String arguments) {
        return "<" + directive.name() + (arguments.isEmpty() ? "" : " " + arguments) + ">";
    }

    @Override
    protected String closing(Node.Directive directive) {
        return "</" + directive.name() + ">";
    }

    @Override
    protected String terminator() {
        return "";
    }
}
