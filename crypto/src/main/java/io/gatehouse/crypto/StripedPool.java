package io.gatehouse.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Idle objects that are costly to make and that one thread uses at a time. Threads begin to look at different places, so
 * that they seldom meet. Unlike a {@link ThreadLocal} it keeps nothing alive in threads of others and serves virtual
 * threads. Safe for use by several threads.
 */
final class StripedPool<T> {
    /** References that fill a cache line of 64 bytes, so that two threads do not write to the same. */
    private static final int STRIDE = 16;

    private static final int MOST_PLACES = 64;

    private final AtomicReferenceArray<@Nullable T> idle;
    private final int mask;

    /**
     * @param places how many objects it keeps; rounded up to a power of two
     */
    StripedPool(int places) {
        int rounded = places == 1 ? 1 : Integer.highestOneBit(places - 1) << 1;
        this.mask = rounded - 1;
        this.idle = new AtomicReferenceArray<>(rounded * STRIDE);
    }

    /** A pool for as many threads as may run at once, and as many again that were interrupted at their work. */
    static <T> StripedPool<T> forAllProcessors() {
        return new StripedPool<>(Math.min(2 * Runtime.getRuntime().availableProcessors(), MOST_PLACES));
    }

    /** An idle object, which is the caller's until it is given back; {@code null} if there is none. */
    @Nullable
    T take() {
        int start = start();
        for (int i = 0; i <= mask; i++) {
            int at = at(start + i);
            if (idle.getPlain(at) != null) {
                T taken = idle.getAndSet(at, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    /** Keeps an object for the next caller, or drops it if there is no place. */
    void give(T object) {
        int start = start();
        for (int i = 0; i <= mask; i++) {
            int at = at(start + i);
            if (idle.getPlain(at) == null && idle.compareAndSet(at, null, object)) {
                return;
            }
        }
    }

    /** Drops all that are idle. */
    void clear() {
        for (int i = 0; i <= mask; i++) {
            idle.set(at(i), null);
        }
    }

    private int at(int place) {
        return (place & mask) * STRIDE;
    }

    private static int start() {
        return (int) Thread.currentThread().getId();
    }
}
