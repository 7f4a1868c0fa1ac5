package io.gatehouse.acme;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: a minute, then twice as long each time, up to six hours, for ever. Up to a
 * tenth is added at random, so that names that failed together do not come back together.
 */
final class BackOff {
    static final Duration FIRST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(6);
    /** 2 to the 9th minutes are past six hours already; higher powers of two would leave the range of a long. */
    private static final int MOST_DOUBLINGS = 9;

    private static final long SHARE_OF_JITTER = 10;

    private BackOff() {}

    /** @param failures how many there were, from 1 on */
    static Duration after(int failures, RandomGenerator random) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        return bounded.plusMillis(random.nextLong(bounded.toMillis() / SHARE_OF_JITTER));
    }
}
