package io.gatehouse.proxy.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.HostileText;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files as random trees of nodes, of hostile values that a grammar takes, and what a reader must find in them. */
public final class NodeTrees {
    private static final List<String> SECTIONS = List.of("global", "defaults", "userlist", "frontend", "backend");
    private static final int DEEPEST = 3;

    private final Grammar grammar;
    private final Shape shape;
    private final Random random;

    private NodeTrees(Grammar grammar, Shape shape, Random random) {
        this.grammar = grammar;
        this.shape = shape;
        this.random = random;
    }

    /** How a language's files are built. */
    public enum Shape {
        /** Blocks within blocks. */
        NESTED,
        /** Sections of lines. */
        SECTIONS,
        /** Lines without names. */
        LINES
    }

    /** Prints a random tree, and checks that the reader finds exactly that. */
    public static void assertReadBack(Grammar grammar, Reader reader, Shape shape, Random random) {
        List<Node> nodes = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        new NodeTrees(grammar, shape, random).fill(nodes, entries, 0);
        assertThat(reader.read(print(grammar, nodes))).isEqualTo(entries);
    }

    private void fill(List<Node> nodes, List<Entry> entries, int depth) {
        for (int count = random.nextInt(5); count > 0; count--) {
            List<Token> arguments = arguments();
            boolean opens = switch (shape) {
                case NESTED -> depth < DEEPEST && random.nextInt(3) == 0;
                case SECTIONS -> depth == 0;
                case LINES -> false;
            };
            String name = name(opens);
            List<String> words = new ArrayList<>(name.isEmpty() ? List.of() : List.of(name));
            arguments.forEach(argument -> words.add(argument.text()));
            List<Node> children = new ArrayList<>();
            List<Entry> block = new ArrayList<>();
            if (opens) {
                fill(children, block, depth + 1);
            }
            Node node = opens ? Node.block(name, arguments, children) : Node.line(name, arguments);
            nodes.add(random.nextInt(4) == 0 ? Node.forField("group", List.of(Node.comment("Why."), node)) : node);
            entries.add(opens ? Entry.section(words, block) : Entry.line(words));
            if (random.nextInt(4) == 0) {
                nodes.add(Node.blank());
            }
        }
    }

    private String name(boolean opens) {
        if (shape == Shape.LINES) {
            return "";
        }
        return opens && shape == Shape.SECTIONS
                ? SECTIONS.get(random.nextInt(SECTIONS.size()))
                : "x_" + (char) ('a' + random.nextInt(26));
    }

    /** As many as the language takes in one line. */
    private List<Token> arguments() {
        while (true) {
            List<Token> arguments = new ArrayList<>();
            for (int count = random.nextInt(5) + (shape == Shape.LINES ? 1 : 0); count > 0; count--) {
                arguments.add(token());
            }
            if (takes(arguments)) {
                return arguments;
            }
        }
    }

    private Token token() {
        return switch (random.nextInt(shape == Shape.LINES ? 6 : 8)) {
            case 0 -> Token.word(random.nextInt(10_000));
            case 6, 7 -> Token.text("a constant of ours, no. " + random.nextInt(100));
            default -> value();
        };
    }

    private Token value() {
        while (true) {
            Token value = Token.value("field", HostileText.pieces(random));
            if (takes(List.of(value))) {
                return value;
            }
        }
    }

    private boolean takes(List<Token> arguments) {
        try {
            print(grammar, List.of(Node.line(name(false), arguments)));
            return true;
        } catch (InvalidModelException refused) {
            return false;
        }
    }

    private static String print(Grammar grammar, List<Node> nodes) {
        Problems problems = new Problems();
        String text = grammar.print(nodes, problems).text();
        problems.throwIfAny("Tree");
        return text;
    }
}
