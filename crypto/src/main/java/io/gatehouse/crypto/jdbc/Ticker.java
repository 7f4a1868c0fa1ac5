package io.gatehouse.crypto.jdbc;

import java.time.Duration;

/** Time as a run measures and spends it; a test has its own. */
interface Ticker {
    /** Nanoseconds since whenever. */
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    /** That of the JVM. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };
}
