package io.gatehouse.provider.dns.route53;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many requests begin within any second, in the order in which they ask.
 *
 * <p>Safe for use by many threads.
 */
final class RequestPace {
    /** A little more than a second: Route 53 counts when requests arrive. */
    static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(1_050);

    /** When each of the latest requests began, in a ring. */
    private final long[] latest;

    private int oldest;

    RequestPace(int perSecond) {
        this.latest = new long[perSecond];
        Arrays.fill(latest, System.nanoTime() - WINDOW);
    }

    /**
     * Returns when the next request may begin.
     *
     * @throws InterruptedException if the thread is interrupted before that
     */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        long wait = reserve(now) - now;
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** When the next request may begin, now or later; counts it there. */
    synchronized long reserve(long now) {
        long start = now + Math.max(0, latest[oldest] + WINDOW - now);
        latest[oldest] = start;
        oldest = (oldest + 1) % latest.length;
        return start;
    }
}
