package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of one transaction. */
final class Batch {
    private static final int ATTEMPTS = 5;

    private record Change(Cell cell, String replacement) {}

    private final TableReader reader;
    private final CellChange change;
    private final Tally tally;
    private final Map<SecretTable.Column, List<Change>> changes = new LinkedHashMap<>();

    Batch(TableReader reader, CellChange change, Tally tally) {
        this.reader = reader;
        this.change = change;
        this.tally = tally;
    }

    void add(TableReader.Row row) {
        for (Cell cell : row.cells()) {
            decide(cell)
                    .ifPresent(decided -> changes.computeIfAbsent(cell.column(), column -> new ArrayList<>())
                            .add(decided));
        }
    }

    /** Counts the changes as if they were written. */
    void pretend() {
        changes.values().forEach(list -> list.forEach(decided -> tally.changed()));
    }

    void write(Connection connection, TableSql sql) throws SQLException {
        for (Map.Entry<SecretTable.Column, List<Change>> entry : changes.entrySet()) {
            try (PreparedStatement update = connection.prepareStatement(sql.replace(entry.getKey()))) {
                write(update, entry.getValue());
            }
        }
    }

    private void write(PreparedStatement update, List<Change> decided) throws SQLException {
        for (Change each : decided) {
            bind(update, each);
            update.addBatch();
        }
        int[] counts = update.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (!settled(counts[i])) {
                settle(update, decided.get(i));
            }
        }
    }

    /** The value was not what it had been, or the driver did not say: looks again until it is known what stands there. */
    private void settle(PreparedStatement update, Change first) throws SQLException {
        Change wanted = first;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Cell> now = reader.again(wanted.cell());
            if (now.isEmpty()) {
                tally.vanished();
                return;
            }
            if (wanted.replacement().equals(now.get(0).stored())) {
                tally.changed();
                return;
            }
            Optional<Change> decided = decide(now.get(0));
            if (decided.isEmpty()) {
                return;
            }
            wanted = decided.get();
            bind(update, wanted);
            if (settled(update.executeUpdate())) {
                return;
            }
        }
        tally.quarantined(first.cell().keyText(), first.cell().column(), Reason.CONTENDED);
    }

    private boolean settled(int count) {
        if (count > 1) {
            throw TableAccessException.invalid("One key stands for " + count
                    + " rows; name a key column that is unique. The batch was rolled back");
        }
        if (count == 1) {
            tally.changed();
        }
        return count == 1;
    }

    /** What to write, or nothing, which is then counted. */
    private Optional<Change> decide(Cell cell) {
        String stored = cell.stored();
        if (stored == null || stored.isEmpty()) {
            tally.empty();
            return Optional.empty();
        }
        CellChange.Outcome outcome = change.apply(stored, cell.keyText(), cell.column());
        if (outcome instanceof CellChange.Replacement replacement) {
            return Optional.of(new Change(cell, replacement.text()));
        }
        if (outcome instanceof CellChange.Bad bad) {
            tally.quarantined(cell.keyText(), cell.column(), bad.reason());
        } else {
            tally.current();
        }
        return Optional.empty();
    }

    private static void bind(PreparedStatement update, Change decided) throws SQLException {
        update.setString(1, decided.replacement());
        update.setObject(2, decided.cell().key());
        update.setString(3, decided.cell().stored());
    }
}
