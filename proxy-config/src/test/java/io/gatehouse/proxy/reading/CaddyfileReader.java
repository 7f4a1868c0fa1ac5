package io.gatehouse.proxy.reading;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The Caddyfile: variables replaced before anything is read, a brace that ends a line opens a block, quoted or not. */
final class CaddyfileReader {
    private static final Pattern REPLACED_FIRST = Pattern.compile("\\{\\$");

    private CaddyfileReader() {}

    static List<Entry> read(String text) {
        if (REPLACED_FIRST.matcher(text).find()) {
            throw new Reader.UnreadableException("a variable of the environment");
        }
        Deque<List<Entry>> levels = new ArrayDeque<>(List.of(new ArrayList<>()));
        for (String line : text.split("\n", -1)) {
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            if (words.contains("}")) {
                if (words.size() > 1 || levels.size() == 1) {
                    throw new Reader.UnreadableException("a brace out of place: " + line);
                }
                levels.pop();
            } else if (words.get(words.size() - 1).equals("{")) {
                List<Entry> content = new ArrayList<>();
                levels.element().add(Entry.section(words.subList(0, words.size() - 1), content));
                levels.push(content);
            } else if (words.get(words.size() - 1).equals("{}")) {
                throw new Reader.UnreadableException("an empty pair of braces at the end: " + line);
            } else {
                levels.element().add(Entry.line(words));
            }
        }
        if (levels.size() != 1) {
            throw new Reader.UnreadableException("ends within a block");
        }
        return levels.element();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '#') {
                if (line.indexOf('\\', at) >= 0) {
                    throw new Reader.UnreadableException(
                            "a backslash in a comment, which joins the next line: " + line);
                }
                break;
            }
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            at = c == '"' || c == '`' ? quoted(line, at, word) : bare(line, at, word);
            words.add(word.toString());
        }
        return words;
    }

    private static int bare(String line, int start, StringBuilder word) {
        int at = start;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            char c = line.charAt(at++);
            if (c == '"' || c == '`' || c == '\\') {
                throw new Reader.UnreadableException("a quote or escape within a bare word: " + line);
            }
            word.append(c);
        }
        if (word.indexOf("<<") == 0) {
            throw new Reader.UnreadableException("a heredoc: " + line);
        }
        return at;
    }

    private static int quoted(String line, int start, StringBuilder word) {
        char quote = line.charAt(start);
        boolean escaped = false;
        for (int at = start + 1; at < line.length(); at++) {
            char c = line.charAt(at);
            if (quote == '"' && !escaped && c == '\\') {
                escaped = true;
                continue;
            }
            if (escaped && c != '"') {
                word.append('\\');
            } else if (!escaped && c == quote) {
                if (at + 1 < line.length() && !Character.isWhitespace(line.charAt(at + 1))) {
                    throw new Reader.UnreadableException("something right behind a closing quote: " + line);
                }
                return at + 1;
            }
            escaped = false;
            word.append(c);
        }
        throw new Reader.UnreadableException("an open quote: " + line);
    }
}
