package io.gatehouse.crypto.jdbc;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a run has come, after each batch.
 *
 * @param rows how many rows it has read
 * @param totalRows how many there were to read when it began
 * @param changed how many values it has written
 * @param quarantined how many values it has left alone
 * @param lastKey the key of the last row that is done: with {@link TableRun#startAfter} another run takes up here
 * @param elapsed since it began
 */
public record TableProgress(
        long rows, long totalRows, long changed, long quarantined, String lastKey, Duration elapsed) {

    /** The average so far; 0 before the clock has moved. */
    public double rowsPerSecond() {
        return elapsed.isZero() ? 0 : rows * 1e9 / elapsed.toNanos();
    }

    /** How long the rest takes at the average so far; nothing while there is no average. */
    public Optional<Duration> timeLeft() {
        double rate = rowsPerSecond();
        long left = Math.max(0, totalRows - rows);
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(left * 1000 / rate)));
    }

    /** For a log: {@code 1200 of 5000 rows, 600 rows/s, 6 s left, 1200 changed, 0 quarantined}. */
    @Override
    public String toString() {
        String left = timeLeft().map(time -> time.toSeconds() + " s left, ").orElse("");
        return "%d of %d rows, %.0f rows/s, %s%d changed, %d quarantined"
                .formatted(rows, totalRows, rowsPerSecond(), left, changed, quarantined);
    }
}
