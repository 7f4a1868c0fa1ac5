package io.gatehouse.proxy.reading;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apache's lines: a backslash at the end joins the next, variables expand everywhere, quotes with two escapes. */
final class ApacheReader {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}?");

    private ApacheReader() {}

    static List<Entry> read(String text) {
        Set<String> defined = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        Deque<List<Entry>> levels = new ArrayDeque<>(List.of(new ArrayList<>()));
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip();
            if (raw.endsWith("\\")) {
                throw new Reader.UnreadableException("a line that swallows the next: " + raw);
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher variable = VARIABLE.matcher(line);
            while (variable.find()) {
                if (!defined.contains(variable.group(1))) {
                    throw new Reader.UnreadableException("an expansion: " + line);
                }
            }
            if (line.startsWith("</")) {
                if (open.isEmpty() || !line.equals("</" + open.pop() + ">")) {
                    throw new Reader.UnreadableException("closes what is not open: " + line);
                }
                levels.pop();
            } else if (line.startsWith("<")) {
                List<String> words = words(line.substring(1, line.lastIndexOf('>')));
                if (!line.endsWith(">")) {
                    throw new Reader.UnreadableException("something behind a section's head: " + line);
                }
                open.push(words.get(0));
                List<Entry> content = new ArrayList<>();
                levels.element().add(Entry.section(words, content));
                levels.push(content);
            } else {
                if (line.startsWith("Rewrite") && line.contains("\\")) {
                    throw new Reader.UnreadableException("mod_rewrite keeps every backslash: " + line);
                }
                List<String> words = words(line);
                if (words.get(0).equals("Define")) {
                    defined.add(words.get(1));
                }
                levels.element().add(Entry.line(words));
            }
        }
        if (levels.size() != 1) {
            throw new Reader.UnreadableException("ends within a section");
        }
        return levels.element();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            at = c == '"' || c == '\'' ? quoted(line, at, word) : bare(line, at, word);
            words.add(word.toString());
        }
        return words;
    }

    private static int bare(String line, int start, StringBuilder word) {
        int at = start;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            boolean escape = line.startsWith("\\\\", at);
            word.append(line.charAt(at));
            at += escape ? 2 : 1;
        }
        return at;
    }

    private static int quoted(String line, int start, StringBuilder word) {
        char quote = line.charAt(start);
        int at = start + 1;
        while (true) {
            if (at >= line.length()) {
                throw new Reader.UnreadableException("an open quote: " + line);
            }
            char c = line.charAt(at++);
            if (c == quote) {
                break;
            }
            boolean escape = c == '\\' && at < line.length() && (line.charAt(at) == quote || line.charAt(at) == '\\');
            word.append(escape ? line.charAt(at++) : c);
        }
        if (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            throw new Reader.UnreadableException("something right behind a closing quote: " + line);
        }
        return at;
    }
}
