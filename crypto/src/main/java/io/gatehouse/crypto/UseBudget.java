package io.gatehouse.crypto;

import java.util.concurrent.atomic.AtomicLong;

/** How often a data key may still be used, of what was set aside. Safe for use by several threads. */
final class UseBudget {
    private final long total;
    private final AtomicLong left;

    UseBudget(long total) {
        this.total = total;
        this.left = new AtomicLong(total);
    }

    /** Takes so many uses, or none if there are not as many left. */
    boolean take(long uses) {
        // Down first: what is overdrawn stays so, and everybody who comes after is refused as well.
        return left.addAndGet(-uses) >= 0;
    }

    /** Whether less than a quarter is left. */
    boolean isLow() {
        return left.get() < total / 4;
    }
}
