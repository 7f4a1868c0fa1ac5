package io.gatehouse.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant by a misspelt one, for what an error says. Stateless and thread-safe. */
public final class NearestName {
    private static final int MOST_EDITS = 3;

    private NearestName() {}

    /**
     * The known name that is fewest edits away (Levenshtein's distance), if they are few enough to be a slip.
     *
     * @param name what was written; of a length that a name has, for the time taken grows with it
     * @param known those that could have been meant
     */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
                .filter(candidate -> edits(name, candidate) <= Math.min(MOST_EDITS, candidate.length() / 2));
    }

    /**
     * The guess as the end of a sentence.
     *
     * @return {@code "; did you mean sslmode?"}, or nothing without a guess
     */
    public static String question(String name, Collection<String> known) {
        return of(name, known).map(match -> "; did you mean " + match + "?").orElse("");
    }

    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int substituted = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(substituted, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
