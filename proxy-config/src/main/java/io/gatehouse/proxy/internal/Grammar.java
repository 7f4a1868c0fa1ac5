package io.gatehouse.proxy.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The printer of one configuration language: the only place where text becomes file content. Stateless and thread-safe.
 */
public abstract class Grammar {
    private final String indent;

    /** A printer that indents blocks with the given text. */
    protected Grammar(String indent) {
        this.indent = indent;
    }

    /** Prints the nodes; values that the language cannot hold become problems. */
    public final String print(List<Node> nodes, Problems problems) {
        StringBuilder out = new StringBuilder();
        print(nodes, "", out, problems);
        return out.toString();
    }

    /** Why a value can stand nowhere in this language, if it cannot. Controls and bad Unicode are refused before. */
    protected abstract Optional<String> refusal(String value);

    /** A value or constant in quotes, escaped so that the server reads exactly this. */
    protected abstract String quoted(String value);

    /** The line that opens a block, without indentation. */
    protected abstract String opening(Node.Directive directive, String arguments);

    /** The line that closes a block, without indentation; empty where the language has none. */
    protected abstract String closing(Node.Directive directive);

    /** What ends a directive without a block. */
    protected abstract String terminator();

    /** Checks a whole line against the language's limits. */
    protected void check(Node.Directive directive, String line, Problems problems) {}

    private void print(List<Node> nodes, String margin, StringBuilder out, Problems problems) {
        for (Node node : nodes) {
            if (node instanceof Node.Comment comment) {
                out.append(margin).append("# ").append(comment.text()).append('\n');
            } else if (node instanceof Node.Directive directive) {
                print(directive, margin, out, problems);
            } else {
                out.append('\n');
            }
        }
    }

    private void print(Node.Directive directive, String margin, StringBuilder out, Problems problems) {
        String arguments = directive.arguments().stream()
                .map(token -> token(token, problems))
                .collect(Collectors.joining(" "));
        Optional<List<Node>> block = directive.block();
        if (block.isEmpty()) {
            String separator = directive.name().isEmpty() || arguments.isEmpty() ? "" : " ";
            String line = directive.name() + separator + arguments + terminator();
            check(directive, line, problems);
            out.append(margin).append(line).append('\n');
            return;
        }
        out.append(margin).append(opening(directive, arguments)).append('\n');
        print(block.get(), margin + indent, out, problems);
        String closing = closing(directive);
        if (!closing.isEmpty()) {
            out.append(margin).append(closing).append('\n');
        }
    }

    private String token(Token token, Problems problems) {
        if (token instanceof Token.Value value) {
            PlainText.refusal(value.text())
                    .or(() -> refusal(value.text()))
                    .ifPresent(reason -> problems.add(value.field(), reason));
            return quoted(value.text());
        }
        return token instanceof Token.Word ? token.text() : quoted(token.text());
    }
}
