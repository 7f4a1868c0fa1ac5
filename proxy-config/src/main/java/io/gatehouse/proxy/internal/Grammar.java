package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    public final Printed print(List<Node> nodes, Problems problems) {
        return print(nodes, 0, problems);
    }

    /** Prints the nodes as they stand inside so many blocks; values that the language cannot hold become problems. */
    public final Printed print(List<Node> nodes, int depth, Problems problems) {
        Page page = page(problems);
        print(nodes, indent.repeat(depth), Optional.empty(), page);
        return page.printed();
    }

    /** Starts a file whose nodes are printed as they come; values that the language cannot hold become problems. */
    public final Page page(Problems problems) {
        return new Page(this, problems);
    }

    /**
     * What was printed.
     *
     * @param text the file's content
     * @param explanations for each of its lines, why it is there
     */
    public record Printed(String text, List<Optional<Explanation>> explanations) {
        /** Copies the list. */
        public Printed {
            explanations = List.copyOf(explanations);
        }
    }

    /** A file under printing. For one thread. */
    public static final class Page {
        private final Grammar grammar;
        private final StringBuilder text = new StringBuilder(1024);
        private final StringBuilder line = new StringBuilder(128);
        private final List<Optional<Explanation>> explanations = new ArrayList<>();
        private final Problems problems;

        private Page(Grammar grammar, Problems problems) {
            this.grammar = grammar;
            this.problems = problems;
        }

        /** Prints a node behind those that came before. */
        public void add(Node node) {
            grammar.print(node, "", Optional.empty(), this);
        }

        /** What was printed so far. */
        public Printed printed() {
            return new Printed(text.toString(), explanations);
        }

        private void line(String margin, CharSequence line, Optional<Explanation> explanation) {
            text.append(line.length() == 0 ? "" : margin).append(line).append('\n');
            explanations.add(explanation);
        }

        private void lines(Printed printed) {
            text.append(printed.text());
            if (printed.explanations().size() == 1) {
                explanations.add(printed.explanations().get(0));
            } else {
                explanations.addAll(printed.explanations());
            }
        }
    }

    /** Why a value can stand nowhere in this language, if it cannot. Controls and bad Unicode are refused before. */
    protected abstract Optional<String> refusal(String value);

    /** Why a value cannot stand where this language expands nothing, if it cannot. */
    protected Optional<String> refusalOfLiteral(String value) {
        return refusal(value);
    }

    /** A value or constant in quotes, escaped so that the server reads exactly this. */
    protected abstract String quoted(String value);

    /** The line that opens a block, without indentation. */
    protected abstract String opening(Node.Directive directive, String arguments);

    /** The line that closes a block, without indentation; empty where the language has none. */
    protected abstract String closing(Node.Directive directive);

    /** What ends a directive without a block. */
    protected abstract String terminator();

    /** Checks a whole line against the language's limits. */
    protected void check(Node.Directive directive, CharSequence line, Problems problems) {}

    private void print(List<Node> nodes, String margin, Optional<Explanation> because, Page page) {
        for (Node node : nodes) {
            print(node, margin, because, page);
        }
    }

    private void print(Node node, String margin, Optional<Explanation> because, Page page) {
        if (node instanceof Node.Comment comment) {
            page.line(margin, "# " + comment.text(), because);
        } else if (node instanceof Node.Directive directive) {
            print(directive, margin, because, page);
        } else if (node instanceof Node.Group group) {
            print(group.nodes(), margin, Optional.of(group.explanation()), page);
        } else if (node instanceof Node.Lines lines) {
            page.lines(lines.printed());
        } else {
            page.line(margin, "", Optional.empty());
        }
    }

    private void print(Node.Directive directive, String margin, Optional<Explanation> because, Page page) {
        Optional<Explanation> own = own(directive, because);
        Optional<List<Node>> block = directive.block();
        if (block.isEmpty()) {
            StringBuilder line = page.line;
            line.setLength(0);
            line.append(directive.name());
            arguments(directive, line, page.problems);
            line.append(terminator());
            check(directive, line, page.problems);
            page.line(margin, line, own);
            return;
        }
        StringBuilder arguments = new StringBuilder();
        arguments(directive, arguments, page.problems);
        page.line(margin, opening(directive, arguments.toString()), own);
        print(block.get(), margin + indent, own, page);
        String closing = closing(directive);
        if (!closing.isEmpty()) {
            page.line(margin, closing, own);
        }
    }

    /** Adds the arguments, a space before each but at the beginning of a line. */
    private void arguments(Node.Directive directive, StringBuilder out, Problems problems) {
        for (Token token : directive.arguments()) {
            if (out.length() > 0) {
                out.append(' ');
            }
            out.append(token(token, problems));
        }
    }

    /** The first value tells the field; the reason is that of what is around it. */
    private static Optional<Explanation> own(Node.Directive directive, Optional<Explanation> because) {
        for (Token token : directive.arguments()) {
            if (token instanceof Token.Value value) {
                String reason = because.map(Explanation::reason).orElse("the model says so");
                return Optional.of(new Explanation(Optional.of(value.field()), reason));
            }
        }
        return because;
    }

    private String token(Token token, Problems problems) {
        if (token instanceof Token.Value value) {
            PlainText.refusal(value.text())
                    .or(() -> refusal(value.text()))
                    .ifPresent(reason -> problems.add(value.field(), reason));
            return quoted(value.text());
        }
        if (token instanceof Token.Literal literal) {
            PlainText.refusal(literal.text())
                    .or(() -> refusalOfLiteral(literal.text()))
                    .ifPresent(reason -> problems.add(literal.field(), reason));
            return quoted(literal.text());
        }
        return token instanceof Token.Word ? token.text() : quoted(token.text());
    }
}
