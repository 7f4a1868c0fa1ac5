package io.gatehouse.crypto.jdbc;

import java.time.Duration;
import java.util.List;

/**
 * What a run over a table did, or what a dry run would do. Values are counted by cell, that is by row and column.
 *
 * @param dryRun whether nothing was written
 * @param rows how many rows were read
 * @param changed values written anew
 * @param current values that needed nothing
 * @param empty values that are NULL or empty
 * @param vanished values whose row was deleted during the run
 * @param quarantined values left alone because they could not be read
 * @param quarantine the first {@value #MAX_LISTED} of them
 * @param elapsed how long the run took
 */
public record TableReport(
        boolean dryRun,
        long rows,
        long changed,
        long current,
        long empty,
        long vanished,
        long quarantined,
        List<QuarantinedCell> quarantine,
        Duration elapsed) {

    /** How many quarantined values a report lists. */
    public static final int MAX_LISTED = 1000;

    /** Copies the list. */
    public TableReport {
        quarantine = List.copyOf(quarantine);
    }

    /** Whether no value had to be left alone. */
    public boolean isClean() {
        return quarantined == 0;
    }
}
