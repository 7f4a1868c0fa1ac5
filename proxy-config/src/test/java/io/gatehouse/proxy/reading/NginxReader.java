package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;

/**
 * nginx's tokens: quotes only at a token's start, backslash escapes. A dollar sign in quotes would be a variable, save in
 * {@code geo} blocks, where nothing is expanded; only a log's format is one long quoted token of them.
 */
final class NginxReader {
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
            if ((c == ';' || c == '{') && words.isEmpty()) {
                throw new Reader.UnreadableException("unexpected " + c + " at " + at);
            }
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
                words.add(c == '"' || c == '\'' ? quoted(c, nothingExpands || words.contains("log_format")) : bare());
            }
        }
    }

    private void skipBlanksAndComments() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return;
            } else {
                at++;
            }
        }
    }

    private String bare() {
        int start = at;
        while (" \t\r\n;{".indexOf(here()) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.indexOf('"') >= 0 || word.indexOf('\'') >= 0 || word.indexOf('\\') >= 0) {
            throw new Reader.UnreadableException("a quote or escape within the bare word " + word);
        }
        return word;
    }

    private String quoted(char quote, boolean dollars) {
        int start = at++;
        StringBuilder word = new StringBuilder();
        for (char c = here(); c != quote; c = next()) {
            if (c == '\\') {
                c = next();
                if (c != '\\' && c != quote) {
                    throw new Reader.UnreadableException("an escape that is none: \\" + c);
                }
            } else if (c == '\n' || (c == '$' && !dollars)) {
                throw new Reader.UnreadableException("a variable or a line break within quotes");
            }
            word.append(c);
        }
        at++;
        if (at - start > 4096) {
            throw new Reader.UnreadableException("a token too long");
        }
        if (" \t\r\n;{".indexOf(here()) < 0) {
            throw new Reader.UnreadableException("something right behind a closing quote");
        }
        return word.toString();
    }

    private char next() {
        at++;
        return here();
    }

    private char here() {
        if (at == text.length()) {
            throw new Reader.UnreadableException("ends within a word");
        }
        return text.charAt(at);
    }
}
