package io.gatehouse.core.spi;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Guesses which setting was meant by a misspelt name. */
final class SettingNames {
    private static final int MOST_EDITS = 3;

    private SettingNames() {}

    /** The known name that fewest edits away, if they are few enough to be a slip. */
    static Optional<String> nearest(String name, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
                .filter(candidate -> edits(name, candidate) <= Math.min(MOST_EDITS, candidate.length() / 2));
    }

    /** Levenshtein's distance. */
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
