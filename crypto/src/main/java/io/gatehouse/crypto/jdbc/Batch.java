package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of one page of rows: decided while no transaction is open, then written in one. */
final class Batch {
    private static final int ATTEMPTS = 5;

    private record Change(Cell cell, StoredValue old, StoredValue replacement) {}

    private final TableReader reader;
    private final CellChange change;
    private final TableSql sql;
    private final Tally decided = new Tally();
    private final Map<SecretTable.Column, List<Change>> changes = new LinkedHashMap<>();

    private Batch(TableReader reader, CellChange change, TableSql sql) {
        this.reader = reader;
        this.change = change;
        this.sql = sql;
    }

    static Batch decide(List<TableReader.Row> page, TableReader reader, CellChange change, TableSql sql) {
        Batch batch = new Batch(reader, change, sql);
        for (TableReader.Row row : page) {
            batch.decided.rows++;
            for (Cell cell : row.cells()) {
                batch.decide(cell, batch.decided)
                        .ifPresent(each -> batch.changes
                                .computeIfAbsent(cell.column(), column -> new ArrayList<>())
                                .add(each));
            }
        }
        return batch;
    }

    /** Adds the changes of the rows that follow in the same page. */
    void append(Batch following) {
        decided.add(following.decided);
        following.changes.forEach((column, list) ->
                changes.computeIfAbsent(column, each -> new ArrayList<>()).addAll(list));
    }

    /** What would become of the values if they were written. */
    Tally pretended() {
        Tally tally = new Tally();
        tally.add(decided);
        changes.values().forEach(list -> tally.changed += list.size());
        return tally;
    }

    /** Writes everything, or throws; the caller ends the transaction. */
    Tally write(Connection connection) throws SQLException {
        Tally tally = new Tally();
        tally.add(decided);
        for (Map.Entry<SecretTable.Column, List<Change>> entry : changes.entrySet()) {
            write(connection, entry.getKey(), entry.getValue(), tally);
        }
        return tally;
    }

    /** Writes each value in a transaction of its own and quarantines those that the database refuses. */
    Tally writeOneByOne(ReadCommitted transaction) throws SQLException {
        Tally tally = new Tally();
        tally.add(decided);
        for (Map.Entry<SecretTable.Column, List<Change>> entry : changes.entrySet()) {
            for (Change each : entry.getValue()) {
                writeAlone(transaction, entry.getKey(), each, tally);
            }
        }
        return tally;
    }

    private void writeAlone(ReadCommitted transaction, SecretTable.Column column, Change only, Tally tally)
            throws SQLException {
        Tally written = new Tally();
        try {
            write(transaction.connection(), column, List.of(only), written);
            transaction.commit();
            tally.add(written);
        } catch (SQLException e) {
            transaction.rollback();
            SqlFailure failure = SqlFailure.of(e);
            if (!failure.isAboutTheValue()) {
                throw e;
            }
            tally.quarantine(
                    only.cell(),
                    Reason.REJECTED,
                    "The database refuses the new value (SQLSTATE " + failure.state()
                            + "); look for a constraint or a trigger on the column");
        }
    }

    private void write(Connection connection, SecretTable.Column column, List<Change> list, Tally tally)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement(column, list))) {
            for (Change each : list) {
                bind(update, each);
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (!settled(counts[i], tally)) {
                    settle(update, list.get(i), counts[i] == Statement.SUCCESS_NO_INFO, tally);
                }
            }
        }
    }

    /** The value was not what it had been, or the driver did not say: looks again until it is known what stands there. */
    private void settle(PreparedStatement update, Change first, boolean mayBeWritten, Tally tally) throws SQLException {
        Change wanted = first;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Cell> now = reader.again(wanted.cell());
            if (now.isEmpty()) {
                tally.vanished++;
                return;
            }
            if (mayBeWritten && wanted.replacement().equals(now.get().stored())) {
                tally.changed++;
                return;
            }
            Optional<Change> again = decide(now.get(), tally);
            if (again.isEmpty()) {
                return;
            }
            wanted = again.get();
            bind(update, wanted);
            if (settled(update.executeUpdate(), tally)) {
                return;
            }
        }
        tally.quarantine(
                first.cell(),
                Reason.CONTENDED,
                "Another session changed it each of " + ATTEMPTS + " times it was to be written; run again");
    }

    private static boolean settled(int count, Tally tally) {
        if (count > 1) {
            throw TableAccessException.invalid("One key stands for " + count
                    + " rows; name a key column that is unique. The batch was rolled back");
        }
        if (count == 1) {
            tally.changed++;
        }
        return count == 1;
    }

    /** What to write, or nothing, which is then counted. */
    private Optional<Change> decide(Cell cell, Tally tally) {
        StoredValue stored = cell.stored();
        if (stored == null || stored.length() == 0) {
            tally.empty++;
            return Optional.empty();
        }
        CellChange.Outcome outcome = change.apply(cell, stored);
        if (outcome instanceof CellChange.Replacement replacement) {
            return fitting(cell, stored, replacement.value(), tally);
        }
        if (outcome instanceof CellChange.Bad bad) {
            tally.quarantine(cell, bad.reason(), bad.detail());
        } else {
            tally.current++;
        }
        return Optional.empty();
    }

    private static Optional<Change> fitting(Cell cell, StoredValue old, StoredValue replacement, Tally tally) {
        if (cell.shape().fits(replacement)) {
            return Optional.of(new Change(cell, old, replacement));
        }
        tally.quarantine(
                cell,
                Reason.COLUMN_TOO_SHORT,
                "Its envelope has a length of " + replacement.length() + ", the column one of "
                        + cell.shape().limit() + "; widen the column");
        return Optional.empty();
    }

    private String statement(SecretTable.Column column, List<Change> list) {
        return sql.replace(column, list.get(0).cell().shape().binary());
    }

    private void bind(PreparedStatement update, Change decided) throws SQLException {
        decided.replacement().bind(update, 1);
        int next = reader.bindRow(update, 2, decided.cell().key());
        decided.old().bind(update, next);
        if (decided.cell().tenant() != null) {
            update.setString(next + 1, decided.cell().tenant());
        }
    }
}
