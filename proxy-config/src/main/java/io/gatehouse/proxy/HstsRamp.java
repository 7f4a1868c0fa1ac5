package io.gatehouse.proxy;

import java.time.Duration;

/**
 * The steps to a long Strict-Transport-Security: go up one when the last has done no harm for its time, so that a mistake is
 * forgotten as soon as it is found.
 */
public enum HstsRamp {
    /** A try. */
    MINUTE(Duration.ofMinutes(1)),
    /** A working day's worth of clients. */
    DAY(Duration.ofDays(1)),
    /** What a preload list asks for. */
    YEAR(Duration.ofDays(365)),
    /** What the guideline asks for. */
    TWO_YEARS(Duration.ofDays(730));

    private final Duration maxAge;

    HstsRamp(Duration maxAge) {
        this.maxAge = maxAge;
    }

    /** How long browsers remember at this step. */
    public Duration maxAge() {
        return maxAge;
    }
}
