package io.gatehouse.proxy.internal;

/**
 * One argument of a directive. Where it comes from decides how it is printed, so that no call site can forget to quote.
 */
public sealed interface Token {
    /** The argument's text before any quoting. */
    String text();

    /** A constant of ours that needs no quotes in any language, variables of the server included. */
    static Token word(String text) {
        return new Word(text);
    }

    /** A number. */
    static Token word(long number) {
        return new Word(Long.toString(number));
    }

    /** A constant of ours that is printed in quotes; the server's own variables in it stay alive. */
    static Token text(String text) {
        return new Text(text);
    }

    /**
     * A value of the model: printed in quotes, escaped so that the server reads exactly this, or refused.
     *
     * @param field the model's field, for the refusal
     */
    static Token value(String field, String text) {
        return new Value(field, text);
    }

    /**
     * A value of the model where the server expands nothing: printed in quotes, escaped so that the server reads exactly
     * this, or refused.
     *
     * @param field the model's field, for the refusal
     */
    static Token literal(String field, String text) {
        return new Literal(field, text);
    }

    /**
     * A bare constant.
     *
     * @param text the constant
     */
    record Word(String text) implements Token {
        private static final String SIGNS = "_./:,*@|^~=+%!?<>()$&[]{}-";

        /** Refuses what would need quotes. */
        public Word {
            if (!isBare(text)) {
                throw new IllegalArgumentException("Not a bare word: " + text);
            }
        }

        /** By hand: a large proxy has millions of words. */
        private static boolean isBare(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (!isBare(text.charAt(i))) {
                    return false;
                }
            }
            return !text.isEmpty();
        }

        private static boolean isBare(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || SIGNS.indexOf(c) >= 0;
        }
    }

    /**
     * A quoted constant.
     *
     * @param text the constant
     */
    record Text(String text) implements Token {
        /** Refuses what would need escapes that differ from language to language. */
        public Text {
            if (text.indexOf('"') >= 0 || PlainText.refusal(text).isPresent()) {
                throw new IllegalArgumentException("Not a plain constant: " + text);
            }
        }
    }

    /**
     * A quoted value of the model.
     *
     * @param field where it stands in the model
     * @param text the value
     */
    record Value(String field, String text) implements Token {}

    /**
     * A quoted value of the model where nothing is expanded.
     *
     * @param field where it stands in the model
     * @param text the value
     */
    record Literal(String field, String text) implements Token {}
}
