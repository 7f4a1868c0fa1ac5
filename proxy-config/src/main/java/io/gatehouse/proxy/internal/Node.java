package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry of a configuration file: a directive, with or without a block, a comment, or an empty line. */
public sealed interface Node {
    /** A directive without a block. */
    static Node line(String name, Token... arguments) {
        return new Directive(name, List.of(arguments), Optional.empty());
    }

    /** A directive without a block. */
    static Node line(String name, List<Token> arguments) {
        return new Directive(name, arguments, Optional.empty());
    }

    /** A directive whose arguments are all bare constants, separated by single spaces. */
    static Node words(String name, String arguments) {
        List<Token> tokens = new ArrayList<>();
        for (String word : arguments.split(" ", -1)) {
            tokens.add(Token.word(word));
        }
        return line(name, tokens);
    }

    /** A directive with a block. */
    static Node block(String name, List<Token> arguments, List<Node> children) {
        return new Directive(name, arguments, Optional.of(children));
    }

    /** Nodes that print a field of the model; a value's own field, where there is one, is told instead. */
    static Node forField(String field, List<Node> nodes) {
        return new Group(new Explanation(Optional.of(field), "the model says so"), nodes);
    }

    /** Nodes that follow a rule of ours. */
    static Node by(Rule rule, List<Node> nodes) {
        return new Group(new Explanation(Optional.empty(), rule.reason()), nodes);
    }

    /** Nodes that follow a rule of ours. */
    static Node by(Rule rule, Node... nodes) {
        return by(rule, List.of(nodes));
    }

    /** A comment of ours, never with a value of the model in it: some servers expand variables even there. */
    static Node comment(String text) {
        return new Comment(text);
    }

    /** Lines that were printed before, at the depth where they stand now. */
    static Node printed(Grammar.Printed lines) {
        return new Lines(lines);
    }

    /** An empty line. */
    static Node blank() {
        return new Blank();
    }

    /**
     * A directive.
     *
     * @param name the directive's own name, a constant of ours
     * @param arguments what follows it
     * @param block what it encloses, if it is of that kind
     */
    record Directive(String name, List<Token> arguments, Optional<List<Node>> block) implements Node {
        /** Copies the lists. */
        public Directive {
            if (!name.isEmpty() && !isName(name)) {
                throw new IllegalArgumentException("Not a directive's name: " + name);
            }
            arguments = List.copyOf(arguments);
            block = block.map(List::copyOf);
        }

        /** By hand: a large proxy has hundreds of thousands of directives. */
        private static boolean isName(String name) {
            char sign = name.charAt(0);
            boolean signed = sign == '+' || sign == '-';
            int start = signed || sign == '@' ? 1 : 0;
            if (start == name.length() || (!signed && !isStart(name.charAt(start)))) {
                return false;
            }
            for (int i = start; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean fits = signed ? isLetter(c) || c == '-' : isStart(c) || isDigit(c) || c == '.' || c == '-';
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isStart(char c) {
            return isLetter(c) || c == '_';
        }

        private static boolean isLetter(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }

    /**
     * A comment of one line.
     *
     * @param text without the comment sign
     */
    record Comment(String text) implements Node {
        /** A line that ends in a backslash would swallow the next one in Apache; a brace could expand in Caddy. */
        public Comment {
            if (PlainText.refusal(text).isPresent()
                    || text.endsWith("\\")
                    || text.contains("{")
                    || text.contains("${")) {
                throw new IllegalArgumentException("Not a plain comment: " + text);
            }
        }
    }

    /**
     * Nodes that are there for one reason; printed as they stand.
     *
     * @param explanation the reason, for all that have none of their own
     * @param nodes the nodes
     */
    record Group(Explanation explanation, List<Node> nodes) implements Node {
        /** Copies the list. */
        public Group {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Lines that were printed before.
     *
     * @param printed the lines with their margin
     */
    record Lines(Grammar.Printed printed) implements Node {}

    /** An empty line. */
    record Blank() implements Node {}
}
