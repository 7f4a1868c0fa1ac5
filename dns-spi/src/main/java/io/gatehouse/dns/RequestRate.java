package io.gatehouse.dns;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How many requests a vendor takes within some time. Immutable.
 *
 * @param most how many, at least one
 * @param within any stretch of time of this length, longer than zero
 */
public record RequestRate(int most, Duration within) {
    private static final Map<Duration, String> WORDS = Map.of(
            Duration.ofSeconds(1), "a second",
            Duration.ofMinutes(1), "a minute",
            Duration.ofHours(1), "an hour",
            Duration.ofDays(1), "a day");

    /**
     * @throws IllegalArgumentException if there are none, or there is no time
     */
    public RequestRate {
        Objects.requireNonNull(within, "within");
        if (most < 1 || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException(
                    "A rate is at least 1 request in some time, not " + most + " in " + within);
        }
    }

    /** So many in any second. */
    public static RequestRate perSecond(int most) {
        return new RequestRate(most, Duration.ofSeconds(1));
    }

    /** So many in any minute. */
    public static RequestRate perMinute(int most) {
        return new RequestRate(most, Duration.ofMinutes(1));
    }

    /** In words: {@code 20 a minute}. */
    @Override
    public String toString() {
        return most + " " + WORDS.getOrDefault(within, "in " + within);
    }
}
