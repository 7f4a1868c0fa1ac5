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
        quarantine.add(new QuarantinedCell(cell.keyText(), cell.column().name(), reason, detail));
    }

    /** Adds counts, and as much of the quarantine as a report lists. */
    void add(Tally batch) {
        rows += batch.rows;
        changed += batch.changed;
        current += batch.current;
        empty += batch.empty;
        vanished += batch.vanished;
        quarantined += batch.quarantined;
        int room = Math.max(0, TableReport.MAX_LISTED - quarantine.size());
        quarantine.addAll(batch.quarantine.subList(0, Math.min(room, batch.quarantine.size())));
    }
}
