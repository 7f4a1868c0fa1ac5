package io.gatehouse.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that another thread or process does. */
final class Await {
    private static final long LIMIT = Duration.ofMinutes(1).toNanos();
    private static final long PAUSE = Duration.ofMillis(5).toNanos();

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT) {
                throw new AssertionError("Waited in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
