package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many requests one client address may send; what is above is answered 429 (RFC 6585 section 4).
 *
 * @param requests how many, 1 or more
 * @param per in which time; whole seconds, one hour at most
 * @param burst how many may come at once on top of that, 0 or more
 */
public record RateLimit(int requests, Duration per, int burst) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Checks the numbers.
     *
     * @throws InvalidModelException with every problem found
     */
    public RateLimit {
        List<Problem> problems = new ArrayList<>();
        if (requests < 1 || requests > 1_000_000) {
            problems.add(new Problem("requests", requests + " is out of range; give 1 to 1000000"));
        }
        if (burst < 0 || burst > 1_000_000) {
            problems.add(new Problem("burst", burst + " is out of range; give 0 to 1000000"));
        }
        RouteTimeouts.check("per", per, problems);
        if (per.compareTo(LONGEST) > 0) {
            problems.add(new Problem("per", per + " is longer than an hour; give fewer requests in a shorter time"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("RateLimit", problems);
        }
    }

    /** So many requests a second, and as many at once on top. */
    public static RateLimit perSecond(int requests) {
        return new RateLimit(requests, Duration.ofSeconds(1), requests);
    }

    /** So many requests a minute, and as many at once on top. */
    public static RateLimit perMinute(int requests) {
        return new RateLimit(requests, Duration.ofMinutes(1), requests);
    }

    /** The same, with so many at once on top. */
    public RateLimit burst(int atOnce) {
        return new RateLimit(requests, per, atOnce);
    }
}
