package io.gatehouse.crypto.jdbc;

import java.time.Duration;

/**
 * Keeps a run at or under a rate. Each batch is given its time; what a slow one took too long is not made up for, so
 * that a database that just recovered is not met by a burst.
 */
final class Throttle {
    private static final long NANOS = 1_000_000_000;
    private static final long SHORTEST_PAUSE = 1_000_000;

    private final Ticker ticker;
    private final double nanosPerRow;
    private long batchBegun;
    private long owed;

    /**
     * @param rowsPerSecond the rate, or 0 for none
     */
    Throttle(int rowsPerSecond, Ticker ticker) {
        this.ticker = ticker;
        this.nanosPerRow = rowsPerSecond == 0 ? 0 : (double) NANOS / rowsPerSecond;
        this.batchBegun = ticker.nanos();
    }

    /** Waits until a batch has had its time, and begins the next. */
    void batchDone(int rows) throws InterruptedException {
        long now = ticker.nanos();
        owed = Math.max(0, owed + Math.round(rows * nanosPerRow) - (now - batchBegun));
        if (owed >= SHORTEST_PAUSE) {
            ticker.sleep(Duration.ofNanos(owed));
            owed = 0;
            now = ticker.nanos();
        }
        batchBegun = now;
    }
}
