package io.gatehouse.crypto.jdbc;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run over a table did, or what a dry run would do. Values are counted by cell, that is by row and column.
 *
 * @param dryRun whether nothing was written
 * @param complete whether it went through to the last row; it did not if its thread was interrupted
 * @param rows how many rows were read
 * @param changed values written anew
 * @param current values that needed nothing
 * @param empty values that are NULL or empty
 * @param vanished values whose row was deleted during the run
 * @param quarantined values left alone, each with a reason
 * @param quarantine the first {@value #MAX_LISTED} of them; {@link TableRun#onQuarantine} is told of all
 * @param lastKey the key of the last row that was done, for {@link TableRun#startAfter}; {@code null} if there was none
 * @param elapsed how long the run took
 */
public record TableReport(
        boolean dryRun,
        boolean complete,
        long rows,
        long changed,
        long current,
        long empty,
        long vanished,
        long quarantined,
        List<QuarantinedCell> quarantine,
        @Nullable String lastKey,
        Duration elapsed) {

    /** How many quarantined values a report lists. */
    public static final int MAX_LISTED = 1000;

    /** Copies the list. */
    public TableReport {
        quarantine = List.copyOf(quarantine);
    }

    static TableReport of(Tally total, boolean dryRun, boolean complete, @Nullable String lastKey, Duration elapsed) {
        return new TableReport(
                dryRun,
                complete,
                total.rows,
                total.changed,
                total.current,
                total.empty,
                total.vanished,
                total.quarantined,
                total.quarantine,
                lastKey,
                elapsed);
    }

    /** Whether the run is complete and no value had to be left alone. */
    public boolean isClean() {
        return complete && quarantined == 0;
    }
}
