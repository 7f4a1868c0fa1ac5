package io.gatehouse.crypto;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often a data key may still be used, of what was set aside. Safe for use by several threads.
 *
 * <p>Threads take blocks of uses and count those down at different places, so that they seldom write to the same. What is
 * left of a few blocks when the rest is used up stays unused.
 */
final class UseBudget {
    /** A power of two. */
    private static final int STRIPES = 16;
    /** Longs that fill a cache line of 64 bytes. */
    private static final int STRIDE = 8;

    private static final int BLOCKS = 4096;

    private final long total;
    private final long block;
    private final AtomicLong left;
    private final AtomicLongArray blocks = new AtomicLongArray(STRIPES * STRIDE);

    UseBudget(long total) {
        this.total = total;
        this.block = total / BLOCKS;
        this.left = new AtomicLong(total);
    }

    /** Takes so many uses, or none if there are not as many left. */
    boolean take(long uses) {
        if (uses >= block) {
            return takeShared(uses);
        }
        int stripe = ((int) Thread.currentThread().getId() & STRIPES - 1) * STRIDE;
        long mine = blocks.get(stripe);
        while (mine >= uses) {
            if (blocks.compareAndSet(stripe, mine, mine - uses)) {
                return true;
            }
            mine = blocks.get(stripe);
        }
        if (takeShared(block)) {
            blocks.addAndGet(stripe, block - uses);
            return true;
        }
        return false;
    }

    /** Whether less than a quarter is left. */
    boolean isLow() {
        return left.get() < total / 4;
    }

    private boolean takeShared(long uses) {
        // Down first: what is overdrawn stays so, and everybody who comes after is refused as well.
        return left.addAndGet(-uses) >= 0;
    }
}
