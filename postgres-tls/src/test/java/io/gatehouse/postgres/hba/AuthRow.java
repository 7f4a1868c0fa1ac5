package io.gatehouse.postgres.hba;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of {@code pg_hba.conf} or {@code pg_ident.conf} as either side reads it; the values only of one that is read. */
record AuthRow(String file, int line, boolean refused, List<String> values, String error) {
    /** What this build of the server does not hold, whatever the file says. */
    boolean isForeign() {
        return error.contains("not supported by this build");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthRow that
                && file.equals(that.file)
                && line == that.line
                && refused == that.refused
                && (refused || values.equals(that.values));
    }

    @Override
    public int hashCode() {
        return line;
    }

    /**
     * Our rows without what is not a matter of reading: methods that the server was built without, and the root directory, which
     * we were not handed and the server reads as an empty file.
     */
    static List<AuthRow> agreed(List<AuthRow> ours, List<AuthRow> servers) {
        List<AuthRow> rows = new ArrayList<>(ours);
        rows.removeIf(row -> row.error().startsWith("includes /, which cannot be read")
                && servers.stream().noneMatch(theirs -> theirs.line() == row.line()));
        for (int i = 0; i < Math.min(rows.size(), servers.size()); i++) {
            AuthRow theirs = servers.get(i);
            if (theirs.refused() && theirs.isForeign() && rows.get(i).line() == theirs.line()) {
                rows.set(i, theirs);
            }
        }
        return rows;
    }

    static List<String> refused(List<AuthRow> rows) {
        return rows.stream()
                .filter(row -> row.refused() && !row.isForeign())
                .map(AuthRow::error)
                .toList();
    }

    static boolean refusedNone(List<AuthRow> rows) {
        return rows.stream().noneMatch(AuthRow::refused);
    }

    static List<List<String>> values(List<AuthRow> rows) {
        return rows.stream().map(AuthRow::values).toList();
    }
}
