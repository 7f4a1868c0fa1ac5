package io.gatehouse.dns;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Lets at most so many requests begin in any second, in the order in which they ask. Requests may bunch up at the beginning of
 * a second, since vendors count and do not measure distances.
 *
 * <p>Safe for use by many threads.
 */
public final class RequestPace {
    /** A little more than a second: the vendor counts by its own clock, at the far end of a network. */
    private static final Duration WINDOW = Duration.ofMillis(1_050);

    private final int most;
    private final Deque<Long> begun = new ArrayDeque<>();

    /**
     * @param perSecond how many, at least one
     */
    public RequestPace(int perSecond) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("Requests a second are at least 1, not " + perSecond);
        }
        this.most = perSecond;
    }

    /**
     * Waits until a request may begin.
     *
     * @throws InterruptedException if the thread is interrupted; its turn passes unused
     */
    public void await() throws InterruptedException {
        long now = System.nanoTime();
        long wait = reserve(now) - now;
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** The time from which the next request may begin, now or later; counts it there. */
    synchronized long reserve(long now) {
        while (!begun.isEmpty() && begun.getFirst() + WINDOW.toNanos() - now <= 0) {
            begun.removeFirst();
        }
        long start = begun.size() < most ? now : begun.removeFirst() + WINDOW.toNanos();
        begun.addLast(start);
        return start;
    }
}
