package io.gatehouse.proxy.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The lines of HAProxy's maps and lists of certificates: words between blanks, settings between brackets, no quotes. */
final class HaproxyListReader {
    private static final Pattern BLANK = Pattern.compile("[\\s#]");
    private static final Pattern BRACKET = Pattern.compile("[\\[\\]]");

    private HaproxyListReader() {}

    static List<Entry> read(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                entries.add(Entry.line(words(line)));
            }
        }
        return entries;
    }

    private static List<String> words(String line) {
        List<String> words = List.of(line.split(" ", -1));
        int opening = words.indexOf("[");
        int closing = words.indexOf("]");
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean bracket = (i == opening && i == 1) || (i == closing && i > opening);
            if (word.isEmpty()
                    || BLANK.matcher(word).find()
                    || (!bracket && BRACKET.matcher(word).find())) {
                throw new Reader.UnreadableException("not one word: \"" + word + "\" in " + line);
            }
        }
        if ((opening >= 0) != (closing >= 0)) {
            throw new Reader.UnreadableException("an open bracket: " + line);
        }
        return words;
    }
}
