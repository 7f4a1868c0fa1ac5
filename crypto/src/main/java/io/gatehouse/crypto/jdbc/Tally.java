package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts of one batch, or of all batches that were committed. */
final class Tally {
    private final List<QuarantinedCell> quarantine = new ArrayList<>();
    private long rows;
    private long changed;
    private long current;
    private long empty;
    private long vanished;
    private long quarantined;

    void row() {
        rows++;
    }

    void changed() {
        changed++;
    }

    void current() {
        current++;
    }

    void empty() {
        empty++;
    }

    void vanished() {
        vanished++;
    }

    void quarantined(String row, SecretTable.Column column, Reason reason) {
        quarantined++;
        if (quarantine.size() < TableReport.MAX_LISTED) {
            quarantine.add(new QuarantinedCell(row, column.name(), reason));
        }
    }

    /** Adds a batch that was committed. */
    void add(Tally batch) {
        rows += batch.rows;
        changed += batch.changed;
        current += batch.current;
        empty += batch.empty;
        vanished += batch.vanished;
        quarantined += batch.quarantined;
        int room = TableReport.MAX_LISTED - quarantine.size();
        quarantine.addAll(batch.quarantine.subList(0, Math.min(room, batch.quarantine.size())));
    }

    TableReport report(boolean dryRun, Duration elapsed) {
        return new TableReport(dryRun, rows, changed, current, empty, vanished, quarantined, quarantine, elapsed);
    }
}
