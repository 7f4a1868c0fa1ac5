package io.gatehouse.proxy;

import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A configuration as its server reads it.
 *
 * @param dialect the language
 * @param entries the directives of all files
 */
record Printed(String dialect, List<Entry> entries) {
    static Printed of(String dialect, RenderedConfig config) {
        List<Entry> entries = new ArrayList<>();
        config.files()
                .forEach((file, text) -> entries.addAll(Reader.of(dialect, file).read(text)));
        return new Printed(dialect, entries);
    }

    static Printed of(String dialect, String text) {
        return new Printed(dialect, Reader.of(dialect).read(text));
    }

    /** A directive on each line, its words a blank apart, without comments and quotes. */
    String text() {
        return text(entries);
    }

    static String text(List<Entry> entries) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(String.join(" ", entry.words())).append('\n').append(text(entry.block()));
        }
        return text.toString();
    }

    /** Whether something matches; {@code ^} and {@code $} stand for the ends of a line. */
    boolean has(String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text()).find();
    }

    /** Whether some block at any depth, or the file as one, is so. */
    boolean anyBlock(Predicate<Entry> question) {
        return anyBlock(entries, question);
    }

    private static boolean anyBlock(List<Entry> entries, Predicate<Entry> question) {
        return entries.stream()
                .filter(Entry::opens)
                .anyMatch(entry -> question.test(entry) || anyBlock(entry.block(), question));
    }
}
