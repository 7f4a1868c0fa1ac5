package io.gatehouse.crypto.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The key of a row.
 *
 * @param values of its columns, to be bound again: as the driver gave them, or texts that were handed in
 * @param text that names the row in places, reports and checkpoints
 * @param isHandedIn whether the values are texts that must become what the columns hold
 */
record RowKey(List<Object> values, String text, boolean isHandedIn) {
    static RowKey read(List<Object> values, List<String> texts) {
        return new RowKey(values, text(texts), false);
    }

    /**
     * The key behind a text from an earlier run.
     *
     * @throws IllegalArgumentException if it has another number of columns
     */
    static RowKey parse(String text, int columns) {
        List<Object> values = new ArrayList<>(columns == 1 ? List.of(text) : split(text));
        if (values.size() != columns) {
            throw new IllegalArgumentException("\"" + text + "\" is a key of " + values.size()
                    + " columns, and the table's has " + columns + "; hand in what an earlier run called its last key");
        }
        return new RowKey(values, text, true);
    }

    /** That of one column as it stands; of several with commas between them, so that no two keys have one text. */
    static String text(List<String> columns) {
        return columns.size() == 1
                ? columns.get(0)
                : columns.stream()
                        .map(column -> column.replace("\\", "\\\\").replace(",", "\\,"))
                        .collect(Collectors.joining(","));
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (at == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(at == '\\' && i + 1 < text.length() ? text.charAt(++i) : at);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
