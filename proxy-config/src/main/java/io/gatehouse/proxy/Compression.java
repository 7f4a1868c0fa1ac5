package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.Arrays;
import java.util.List;

/**
 * Answers compressed with gzip on the way. Off unless a route asks for it: what holds a secret beside something that the
 * client sent gives the secret away by its length (BREACH).
 *
 * @param types which answers; at least one type, sorted
 * @param carriesNoSecrets whether somebody vouches that no answer holds a secret; files need no such word, an application
 *     does
 */
public record Compression(List<MediaType> types, boolean carriesNoSecrets) {
    /** The texts that a web page is made of. */
    private static final List<String> USUAL =
            List.of("text/css", "text/html", "text/javascript", "text/plain", "application/json", "image/svg+xml");

    /**
     * Sorts the types and takes each once.
     *
     * @throws InvalidModelException if there is none
     */
    public Compression {
        types = types.stream().distinct().sorted().toList();
        if (types.isEmpty()) {
            throw new InvalidModelException(
                    "Compression", List.of(new Problem("types", "are missing; give at least one, such as text/css")));
        }
    }

    /**
     * For answers of these types.
     *
     * @throws InvalidModelException if one is no media type
     */
    public static Compression ofTypes(String... types) {
        return new Compression(Arrays.stream(types).map(MediaType::new).toList(), false);
    }

    /** For the texts that a web page is made of. */
    public static Compression ofTexts() {
        return ofTypes(USUAL.toArray(String[]::new));
    }

    /** The same, for an application of which somebody knows that no answer holds a secret. */
    public Compression carryingNoSecrets() {
        return new Compression(types, true);
    }
}
