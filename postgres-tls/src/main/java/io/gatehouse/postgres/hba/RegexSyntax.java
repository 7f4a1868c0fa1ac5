package io.gatehouse.postgres.hba;

import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether PostgreSQL takes a regular expression: its advanced kind (ARE), as the manual's section on POSIX expressions has
 * it. What the other two kinds would say ({@code (?b)}, {@code (?e)}) is not judged.
 */
final class RegexSyntax {
    private static final int DEEPEST = 200;
    private static final int MOST_REPEATS = 255;
    private static final Set<String> CLASSES = Set.of(
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit");

    private final String regex;
    private int position;
    private int depth;
    private int groups;
    private final BitSet closed = new BitSet();

    private RegexSyntax(String regex) {
        this.regex = regex;
    }

    private static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String problem) {
            super(problem, null, false, false);
        }
    }

    /** Why PostgreSQL would refuse it, to be read after the expression; empty if it takes it. */
    static Optional<String> problem(String regex) {
        try {
            new RegexSyntax(regex).check();
            return Optional.empty();
        } catch (SyntaxException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether a legal expression has a group for {@code \1}. */
    static boolean hasGroup(String regex) {
        RegexSyntax read = new RegexSyntax(regex);
        try {
            read.check();
        } catch (SyntaxException e) {
            return false;
        }
        return read.groups > 0;
    }

    private void check() throws SyntaxException {
        if (regex.startsWith("***=")) {
            return;
        }
        if (regex.startsWith("***:")) {
            position = 4;
        } else if (regex.startsWith("***")) {
            throw nothingToRepeat();
        }
        if (looksAt("(?") && position + 2 < regex.length() && isAsciiLetter(regex.charAt(position + 2))) {
            if (skipOptions()) {
                return;
            }
        }
        alternation();
        if (position < regex.length()) {
            throw new SyntaxException("closes a parenthesis that is not open; write \\) for the character");
        }
    }

    /** Whether the options make it something that is not judged here. */
    private boolean skipOptions() throws SyntaxException {
        int end = regex.indexOf(')', position);
        String options = end < 0 ? "?" : regex.substring(position + 2, end);
        if (!options.matches("[bceimnpqstwx]*")) {
            throw new SyntaxException("begins with options that PostgreSQL does not know; leave them out");
        }
        position = end + 1;
        return options.matches(".*[beq].*");
    }

    private void alternation() throws SyntaxException {
        if (++depth > DEEPEST) {
            throw new SyntaxException("nests parentheses more than " + DEEPEST + " deep; simplify it");
        }
        while (position < regex.length() && regex.charAt(position) != ')') {
            if (regex.charAt(position) == '|') {
                position++;
            } else if (atom()) {
                quantifier();
            }
        }
        depth--;
    }

    /** Reads an atom; false if it is a constraint, which takes no quantifier. */
    private boolean atom() throws SyntaxException {
        char c = regex.charAt(position++);
        switch (c) {
            case '*', '+', '?' -> throw nothingToRepeat();
            case '{' -> {
                if (position < regex.length() && isDigit(regex.charAt(position))) {
                    throw nothingToRepeat();
                }
                return true;
            }
            case '^', '$' -> {
                return false;
            }
            case '(' -> {
                return group();
            }
            case '[' -> {
                return bracket();
            }
            case '\\' -> {
                return escape(false);
            }
            default -> {
                return true;
            }
        }
    }

    private boolean group() throws SyntaxException {
        boolean constraint = false;
        int number = 0;
        if (looksAt("?#")) {
            int end = regex.indexOf(')', position);
            position = end < 0 ? regex.length() : end + 1;
            return false;
        }
        if (looksAt("?<=") || looksAt("?<!")) {
            position += 3;
            constraint = true;
        } else if (looksAt("?=") || looksAt("?!")) {
            position += 2;
            constraint = true;
        } else if (looksAt("?:")) {
            position += 2;
        } else if (looksAt("?")) {
            throw nothingToRepeat();
        } else {
            number = ++groups;
        }
        alternation();
        if (position >= regex.length()) {
            throw new SyntaxException("opens a parenthesis that is never closed; close it, or write \\(");
        }
        position++;
        closed.set(number);
        return !constraint;
    }

    private void quantifier() throws SyntaxException {
        if (position >= regex.length()) {
            return;
        }
        char c = regex.charAt(position);
        if (c == '*' || c == '+' || c == '?') {
            position++;
        } else if (c == '{' && position + 1 < regex.length() && isDigit(regex.charAt(position + 1))) {
            position++;
            bound();
        } else {
            return;
        }
        if (looksAt("?")) {
            position++;
        }
    }

    private void bound() throws SyntaxException {
        int least = number();
        int most = least;
        if (looksAt(",")) {
            position++;
            most = position < regex.length() && isDigit(regex.charAt(position)) ? number() : MOST_REPEATS;
        }
        if (!looksAt("}") || least > most) {
            throw badBound();
        }
        position++;
    }

    private int number() throws SyntaxException {
        int value = 0;
        while (position < regex.length() && isDigit(regex.charAt(position))) {
            value = value * 10 + regex.charAt(position++) - '0';
            if (value > MOST_REPEATS) {
                throw badBound();
            }
        }
        return value;
    }

    /** A bracket expression, its opening bracket read; false for the two that stand for the edges of words. */
    private boolean bracket() throws SyntaxException {
        if (looksAt("[:<:]]") || looksAt("[:>:]]")) {
            position += 6;
            return false;
        }
        position += looksAt("^") ? 1 : 0;
        boolean first = true;
        while (first || !looksAt("]")) {
            if (position >= regex.length()) {
                throw new SyntaxException("opens a bracket that is never closed; close it, or write \\[");
            }
            boolean range = looksAt("-") && !first && !looksAt("-]");
            if (range) {
                throw badRange();
            }
            bracketItem();
            first = false;
        }
        position++;
        return true;
    }

    private void bracketItem() throws SyntaxException {
        int start = member();
        if (start < 0 || !looksAt("-") || looksAt("-]") || position + 1 >= regex.length()) {
            return;
        }
        position++;
        int end = member();
        if (end < start) {
            throw badRange();
        }
    }

    /** The character that an item stands for, or -1 for a class of them. */
    private int member() throws SyntaxException {
        int c = regex.codePointAt(position);
        position += Character.charCount(c);
        if (c == '[' && (looksAt(":") || looksAt(".") || looksAt("="))) {
            return named(regex.charAt(position));
        }
        if (c == '\\') {
            int before = position;
            boolean isClass = position < regex.length() && "dswDSW".indexOf(regex.charAt(position)) >= 0;
            escape(true);
            // Escapes of several characters are no ends of ranges anybody writes; their value is not needed.
            return isClass ? -1 : regex.codePointAt(before);
        }
        return c;
    }

    private int named(char kind) throws SyntaxException {
        int end = regex.indexOf(kind + "]", position + 1);
        if (end < 0) {
            throw new SyntaxException("opens a bracket that is never closed; close it, or write \\[");
        }
        String name = regex.substring(position + 1, end);
        position = end + 2;
        if (kind == ':' ? !CLASSES.contains(name) : name.codePointCount(0, name.length()) != 1) {
            throw new SyntaxException("names a class of characters that PostgreSQL does not know");
        }
        return kind == '.' ? name.codePointAt(0) : -1;
    }

    /** What follows a backslash; false if it is a constraint. */
    private boolean escape(boolean inBracket) throws SyntaxException {
        if (position >= regex.length()) {
            throw badEscape();
        }
        char c = regex.charAt(position++);
        if (!isAsciiLetter(c) && !isDigit(c)) {
            position += Character.isHighSurrogate(c) && position < regex.length() ? 1 : 0;
            return true;
        }
        boolean constraint = "AmMyYZ".indexOf(c) >= 0;
        if (constraint && inBracket) {
            throw badEscape();
        }
        switch (c) {
            case 'u' -> hexadecimal(4, 4);
            case 'U' -> hexadecimal(8, 8);
            case 'x' -> hexadecimal(1, 255);
            case 'c' -> {
                if (position++ >= regex.length()) {
                    throw badEscape();
                }
            }
            default -> {
                if (isDigit(c) && c != '0') {
                    backReference(inBracket);
                } else if (!constraint && "aBbdDefnrsStvwW0".indexOf(c) < 0) {
                    throw badEscape();
                }
            }
        }
        return !constraint;
    }

    private void hexadecimal(int least, int most) throws SyntaxException {
        int digits = 0;
        while (digits < most && position < regex.length() && Character.digit(regex.charAt(position), 16) >= 0) {
            position++;
            digits++;
        }
        if (digits < least) {
            throw badEscape();
        }
    }

    private void backReference(boolean inBracket) throws SyntaxException {
        int first = position - 1;
        int end = position;
        while (end < regex.length() && isDigit(regex.charAt(end)) && end - first < 6) {
            end++;
        }
        int number = Integer.parseInt(regex.substring(first, end));
        if (end == position || number <= groups) {
            position = end;
            if (inBracket || !closed.get(number)) {
                throw new SyntaxException("refers to a group that is not closed before it; number groups from 1");
            }
        } else if (regex.charAt(first) > '7') {
            throw badEscape();
        }
    }

    private boolean looksAt(String text) {
        return regex.startsWith(text, position);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static SyntaxException nothingToRepeat() {
        return new SyntaxException("repeats nothing: *, +, ? or {n} must follow a character or group; write \\* for *");
    }

    private static SyntaxException badBound() {
        return new SyntaxException("has a bound that is none from {0} to {255}; write {2} or {2,5}");
    }

    private static SyntaxException badRange() {
        return new SyntaxException("has a range in brackets that goes nowhere; put - first or last for the character");
    }

    private static SyntaxException badEscape() {
        return new SyntaxException("has a backslash before what it does not escape; write \\\\ for the character");
    }
}
