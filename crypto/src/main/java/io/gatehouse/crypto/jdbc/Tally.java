package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;
import java.util.ArrayList;
import java.util.List;

/** What became of the values of one batch, or of all batches so far. */
final class Tally {
    final List<QuarantinedCell> quarantine = new ArrayList<>();
    long rows;
    long changed;
    long current;
    long empty;
    long vanished;
    long quarantined;

    void quarantine(Cell cell, Reason reason, String detail) {
        quarantined++;
        quarantine.add(new QuarantinedCell(cell.key().text(), cell.column().name(), reason, detail));
    }

    void add(Tally other) {
        add(other, Integer.MAX_VALUE);
    }

    /** Adds all counts, but lists no more values than {@code listed} in all. */
    void add(Tally other, int listed) {
        rows += other.rows;
        changed += other.changed;
        current += other.current;
        empty += other.empty;
        vanished += other.vanished;
        quarantined += other.quarantined;
        int room = Math.max(0, listed - quarantine.size());
        quarantine.addAll(other.quarantine.subList(0, Math.min(room, other.quarantine.size())));
    }
}
