package io.gatehouse.core.pki;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The little of JSON (RFC 8259) that a JWK is: one object whose text members are kept. Numbers, literals and arrays of
 * texts ({@code key_ops}, {@code x5c}) are checked and dropped; nested objects and doubled members are refused.
 */
final class FlatJson {
    private final String json;
    private int at;

    private FlatJson(String json) {
        this.json = json;
    }

    static Map<String, String> parse(String json) {
        FlatJson reader = new FlatJson(json.startsWith("\ufeff") ? json.substring(1) : json);
        Map<String, Optional<String>> members = reader.object();
        reader.skipBlanks();
        if (reader.at != reader.json.length()) {
            throw reader.broken();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) -> value.ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    private Map<String, Optional<String>> object() {
        Map<String, Optional<String>> members = new LinkedHashMap<>();
        expect('{');
        if (accept('}')) {
            return members;
        }
        do {
            String name = string();
            expect(':');
            Optional<String> value = value();
            if (members.put(name, value) != null) {
                throw Jwk.malformed("a member occurs twice");
            }
        } while (accept(','));
        expect('}');
        return members;
    }

    private Optional<String> value() {
        skipBlanks();
        char first = peek();
        if (first == '"') {
            return Optional.of(string());
        }
        if (first == '[') {
            array();
        } else {
            literal();
        }
        return Optional.empty();
    }

    private void array() {
        expect('[');
        if (accept(']')) {
            return;
        }
        do {
            string();
        } while (accept(','));
        expect(']');
    }

    private void literal() {
        int start = at;
        while (at < json.length()
                && (Character.isLetterOrDigit(json.charAt(at)) || "+-.".indexOf(json.charAt(at)) >= 0)) {
            at++;
        }
        if (!json.substring(start, at).matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw broken();
        }
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = json.charAt(at++);
            if (c < ' ') {
                throw broken();
            }
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicodeEscape();
            default -> throw broken();
        };
    }

    private char unicodeEscape() {
        if (at + 4 > json.length() || !json.substring(at, at + 4).matches("[0-9A-Fa-f]{4}")) {
            throw broken();
        }
        at += 4;
        return (char) Integer.parseInt(json, at - 4, at, 16);
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw broken();
        }
    }

    private boolean accept(char wanted) {
        skipBlanks();
        if (at < json.length() && json.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private char peek() {
        if (at >= json.length()) {
            throw broken();
        }
        return json.charAt(at);
    }

    private void skipBlanks() {
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private PrivateKeyException broken() {
        return Jwk.malformed("it is not a flat JSON object, at character " + (at + 1));
    }
}
