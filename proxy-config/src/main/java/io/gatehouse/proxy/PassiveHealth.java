package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When an upstream that failed real requests is left alone for a while. Of no account to a single upstream.
 *
 * @param failures how many failures within {@code pause}; at least 1
 * @param pause how long it is left alone then; whole seconds
 */
public record PassiveHealth(int failures, Duration pause) {
    /** Three failures, ten seconds. */
    public static final PassiveHealth DEFAULT = new PassiveHealth(3, Duration.ofSeconds(10));

    /**
     * Checks both.
     *
     * @throws InvalidModelException with every problem found
     */
    public PassiveHealth {
        List<Problem> problems = new ArrayList<>();
        if (failures < 1) {
            problems.add(new Problem("failures", failures + " is too few; give 1 or more"));
        }
        RouteTimeouts.check("pause", pause, problems);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("PassiveHealth", problems);
        }
    }
}
