package io.gatehouse.proxy;

import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Tokens as they could stand in a file, quoted, half quoted or bare, made of the characters that configuration languages
 * treat in a way of their own, each with what our reader of the language takes it for.
 */
final class RawTokens {
    private static final String[] PARTS = {
        "a",
        "b",
        "n",
        "t",
        "r",
        "x41",
        "EOF",
        " ",
        "  ",
        "\t",
        "\"",
        "'",
        "`",
        "\\",
        "\\\\",
        "\\\"",
        "\\'",
        "\\`",
        "#",
        " #",
        ";",
        "{",
        "}",
        "{}",
        "$",
        "%",
        "<",
        "<<",
        ">",
        "(",
        ")",
        "&",
        "|",
        "!",
        "~",
        "^",
        "*",
        "?",
        "=",
        "@",
        ",",
        ":",
        "/",
        "[",
        "]",
        "-",
        "+",
        ".",
        "\u00e4",
        "\u20ac",
        "\ud83d\ude80"
    };

    private static final String HARMLESS = "harmless";
    private static final String[] QUOTES = {"\"", "'", "`", ""};

    private RawTokens() {}

    /**
     * As many tokens as asked for that the reader takes in a line, by what it takes them for.
     *
     * @param before the line up to the token, ending in a blank
     * @param after what follows the token
     */
    static Map<String, String> readable(Reader reader, String before, String after, int count) {
        Random random = new Random(20261122);
        Map<String, String> readable = new LinkedHashMap<>();
        while (readable.size() < count) {
            String token = token(random);
            valueOf(reader, before, token, after).ifPresent(value -> readable.put(token, value));
        }
        return readable;
    }

    private static String token(Random random) {
        StringBuilder token = new StringBuilder();
        String quote = QUOTES[random.nextInt(QUOTES.length)];
        token.append(quote);
        for (int length = random.nextInt(8); length >= 0; length--) {
            token.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return token.append(quote).toString();
    }

    /** Empty if the reader refuses the text, or finds something else in it than one other word in the same place. */
    private static Optional<String> valueOf(Reader reader, String before, String token, String after) {
        List<Entry> harmless = reader.read(before + HARMLESS + after + "\n");
        int place = Entry.allWords(harmless).indexOf(HARMLESS);
        try {
            List<Entry> read = reader.read(before + token + after + "\n");
            List<String> words = Entry.allWords(read);
            String value = words.size() > place ? words.get(place) : "";
            List<Entry> expected = Entry.mapWords(harmless, word -> word.equals(HARMLESS) ? value : word);
            return read.equals(expected) ? Optional.of(value) : Optional.empty();
        } catch (Reader.UnreadableException | StringIndexOutOfBoundsException refused) {
            return Optional.empty();
        }
    }
}
