package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;

/**
 * nginx's tokens: quotes only at a token's start, backslash escapes, variables alive in quotes save in {@code geo} blocks. A
 * quoted token that holds a variable is marked, so that it never reads like a plain text.
 */
final class NginxReader {
    private static final String EXPANDED = "expanded: ";

    private final String text;
    private int at;
    private boolean nothingExpands;

    NginxReader(String text) {
        this.text = text;
    }

    List<Entry> read() {
        List<Entry> entries = block(false);
        if (at < text.length()) {
            throw new Reader.UnreadableException("unexpected } at " + at);
        }
        return entries;
    }

    private List<Entry> block(boolean nested) {
        List<Entry> entries = new ArrayList<>();
        List<String> words = new ArrayList<>();
        while (true) {
            skipBlanksAndComments();
            if (at == text.length()) {
                if (nested || !words.isEmpty()) {
                    throw new Reader.UnreadableException("ends within a directive or block");
                }
                return entries;
            }
            char c = text.charAt(at);
            if (c == ';') {
                at++;
                entries.add(Entry.line(List.copyOf(words)));
                words.clear();
            } else if (c == '{') {
                at++;
                List<String> head = List.copyOf(words);
                words.clear();
                boolean around = nothingExpands;
                nothingExpands = head.get(0).equals("geo");
                entries.add(Entry.section(head, block(true)));
                nothingExpands = around;
            } else if (c == '}') {
                if (!nested || !words.isEmpty()) {
                    throw new Reader.UnreadableException("unexpected } at " + at);
                }
                at++;
                return entries;
            } else {
                words.add(c == '"' || c == '\'' ? quoted(c) : bare());
            }
        }
    }

    private void skipBlanksAndComments() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = text.indexOf('\n', at);
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return;
            } else {
                at++;
            }
        }
    }

    private String bare() {
        int start = at;
        while (" \t\r\n;{".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.indexOf('"') >= 0 || word.indexOf('\'') >= 0 || word.indexOf('\\') >= 0) {
            throw new Reader.UnreadableException("a quote or escape within the bare word " + word);
        }
        return word;
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder word = new StringBuilder();
        boolean expands = false;
        for (char c = text.charAt(at); c != quote; c = text.charAt(++at)) {
            if (c == '\\') {
                c = text.charAt(++at);
                if (c != '\\' && c != quote) {
                    throw new Reader.UnreadableException("an escape that is none: \\" + c);
                }
            } else if (c == '\n') {
                throw new Reader.UnreadableException("a line break within quotes");
            }
            expands |= c == '$' && !nothingExpands;
            word.append(c);
        }
        at++;
        if (at - start > 4096) {
            throw new Reader.UnreadableException("a token too long");
        }
        if (" \t\r\n;{".indexOf(text.charAt(at)) < 0) {
            throw new Reader.UnreadableException("something right behind a closing quote");
        }
        return expands ? EXPANDED + word : word.toString();
    }
}
