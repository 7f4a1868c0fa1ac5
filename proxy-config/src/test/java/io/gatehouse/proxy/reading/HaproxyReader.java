package io.gatehouse.proxy.reading;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** HAProxy's lines: sections by keyword, single quotes literal, double quotes with variables, 64 words, 2048 bytes. */
final class HaproxyReader {
    private static final Set<String> SECTIONS = Set.of("global", "defaults", "userlist", "frontend", "backend");

    private HaproxyReader() {}

    static List<Entry> read(String text) {
        List<Entry> sections = new ArrayList<>();
        List<Entry> current = null;
        for (String line : text.split("\n", -1)) {
            List<String> words = new Line(line).words();
            if (words.size() > 64 || line.getBytes(StandardCharsets.UTF_8).length > 2047) {
                throw new Reader.UnreadableException("a line too long: " + line);
            }
            if (words.isEmpty()) {
                continue;
            }
            if (SECTIONS.contains(words.get(0))) {
                current = new ArrayList<>();
                sections.add(Entry.section(words, current));
            } else if (current == null) {
                throw new Reader.UnreadableException("outside any section: " + line);
            } else {
                current.add(Entry.line(words));
            }
        }
        return sections;
    }

    private static final class Line {
        private final String line;
        private int at;

        Line(String line) {
            this.line = line;
        }

        List<String> words() {
            List<String> words = new ArrayList<>();
            while (at < line.length()) {
                char c = line.charAt(at);
                if (c == '#') {
                    break;
                }
                if (c == ' ' || c == '\t') {
                    at++;
                } else {
                    words.add(word());
                }
            }
            return words;
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
                char c = line.charAt(at++);
                switch (c) {
                    case '\'' -> {
                        int end = close('\'');
                        word.append(line, at, end);
                        at = end + 1;
                    }
                    case '"' -> {
                        String content = line.substring(at, close('"'));
                        if (content.indexOf('\\') >= 0 || content.indexOf('$') >= 0) {
                            throw new Reader.UnreadableException("an escape or a variable in double quotes: " + line);
                        }
                        word.append(content);
                        at += content.length() + 1;
                    }
                    case '\\' -> {
                        // Other escapes mean a control character, or keep their backslash.
                        if (at == line.length() || line.charAt(at) != '\'') {
                            throw new Reader.UnreadableException("an escape other than of a single quote: " + line);
                        }
                        word.append(line.charAt(at++));
                    }
                    case '#' -> throw new Reader.UnreadableException("a comment within a word: " + line);
                    default -> word.append(c);
                }
            }
            return word.toString();
        }

        private int close(char quote) {
            int end = line.indexOf(quote, at);
            if (end < 0) {
                throw new Reader.UnreadableException("an open quote: " + line);
            }
            return end;
        }
    }
}
