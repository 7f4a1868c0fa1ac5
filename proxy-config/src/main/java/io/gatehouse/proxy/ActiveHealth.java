package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A request of the proxy's own that tells whether an upstream is well: it is, while this answers 2xx or 3xx.
 *
 * @param path what is asked for
 * @param interval from one request to the next; whole seconds
 * @param timeout how long an answer may take; whole seconds, no longer than {@code interval}
 * @param failures how many bad answers in a row make it unwell; at least 1
 * @param successes how many good answers in a row make it well again; at least 1
 */
public record ActiveHealth(RoutePath path, Duration interval, Duration timeout, int failures, int successes) {
    /**
     * Checks the numbers.
     *
     * @throws InvalidModelException with every problem found
     */
    public ActiveHealth {
        Objects.requireNonNull(path, "path");
        List<Problem> problems = new ArrayList<>();
        RouteTimeouts.check("interval", interval, problems);
        RouteTimeouts.check("timeout", timeout, problems);
        if (timeout.compareTo(interval) > 0) {
            problems.add(new Problem("timeout", timeout + " is longer than the interval, " + interval));
        }
        if (failures < 1 || successes < 1) {
            problems.add(new Problem("failures, successes", "must each be 1 or more"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("ActiveHealth", problems);
        }
    }

    /** Asks for a path every ten seconds, waits three, and takes two answers in a row for the truth. */
    public static ActiveHealth of(String path) {
        return new ActiveHealth(RoutePath.of(path), Duration.ofSeconds(10), Duration.ofSeconds(3), 2, 2);
    }

    /** The same, at another interval and with another time-out. */
    public ActiveHealth every(Duration newInterval, Duration newTimeout) {
        return new ActiveHealth(path, newInterval, newTimeout, failures, successes);
    }
}
