package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON to the letter (RFC 8259), and no name twice in an object, of which parsers keep either. */
public final class JsonReader {
    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Objects as sorted maps, arrays as lists, strings as strings, all else as {@link Literal}. */
    public static Object parse(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.blanks();
        if (reader.at != text.length()) {
            throw reader.unreadable("more behind the end");
        }
        return value;
    }

    /**
     * A number, a truth value or null.
     *
     * @param text as it stands there
     */
    public record Literal(String text) {}

    static List<Entry> read(String text) {
        return entries(parse(text));
    }

    private static List<Entry> entries(Object value) {
        List<Entry> entries = new ArrayList<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> entries.add(entry(List.of(String.valueOf(name)), member)));
        } else if (value instanceof List<?> array) {
            array.forEach(item -> entries.add(entry(List.of(), item)));
        }
        return entries;
    }

    private static Entry entry(List<String> name, Object value) {
        if (value instanceof Map || value instanceof List) {
            return Entry.section(name, entries(value));
        }
        List<String> words = new ArrayList<>(name);
        words.add(value instanceof Literal literal ? literal.text() : String.valueOf(value));
        return Entry.line(words);
    }

    private Object value() {
        blanks();
        char c = next();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new TreeMap<>();
        blanks();
        if (peek() == '}') {
            at++;
            return members;
        }
        do {
            blanks();
            expect('"');
            String name = string();
            blanks();
            expect(':');
            if (members.put(name, value()) != null) {
                throw unreadable("the name " + name + " twice");
            }
            blanks();
        } while (another('}'));
        return members;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        blanks();
        if (peek() == ']') {
            at++;
            return items;
        }
        do {
            items.add(value());
            blanks();
        } while (another(']'));
        return items;
    }

    private boolean another(char end) {
        char c = next();
        if (c != ',' && c != end) {
            throw unreadable("neither a comma nor " + end);
        }
        return c == ',';
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return string.toString();
            }
            if (c < 0x20) {
                throw unreadable("a control character in a string");
            }
            string.append(c == '\\' ? escaped(next()) : c);
        }
    }

    private char escaped(char c) {
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int escape = "\"\\/bfnrt".indexOf(c);
        if (escape < 0) {
            throw unreadable("an unknown escape");
        }
        return "\"\\/\b\f\n\r\t".charAt(escape);
    }

    private Literal literal() {
        int start = at - 1;
        while (at < text.length() && "-+.0123456789eEtruefalsn".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String literal = text.substring(start, at);
        if (!literal.matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
            throw unreadable("no value: " + literal);
        }
        return new Literal(literal);
    }

    private void expect(char c) {
        if (next() != c) {
            throw unreadable("no " + c);
        }
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private char peek() {
        if (at >= text.length()) {
            throw unreadable("the end");
        }
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private Reader.UnreadableException unreadable(String what) {
        return new Reader.UnreadableException(what + " at " + at);
    }
}
