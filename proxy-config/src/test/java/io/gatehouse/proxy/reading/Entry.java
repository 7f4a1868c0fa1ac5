package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A directive as the server reads it.
 *
 * @param words its name and arguments, unquoted
 * @param opens whether it has a block, be it an empty one
 * @param block what it encloses
 */
public record Entry(List<String> words, boolean opens, List<Entry> block) {
    static Entry line(List<String> words) {
        return new Entry(words, false, List.of());
    }

    static Entry section(List<String> words, List<Entry> block) {
        return new Entry(words, true, block);
    }

    /** The same entries with every word changed. */
    public static List<Entry> mapWords(List<Entry> entries, UnaryOperator<String> change) {
        return entries.stream()
                .map(entry -> new Entry(
                        entry.words().stream().map(change).toList(), entry.opens(), mapWords(entry.block(), change)))
                .toList();
    }

    /** Every word of the entries and of what they enclose. */
    public static List<String> allWords(List<Entry> entries) {
        List<String> words = new ArrayList<>();
        for (Entry entry : entries) {
            words.addAll(entry.words());
            words.addAll(allWords(entry.block()));
        }
        return words;
    }
}
