package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the proxy waits for an upstream.
 *
 * @param connect for a connection; whole seconds
 * @param silence between two pieces of data, in either direction, and for the first piece of an answer; whole seconds
 */
public record RouteTimeouts(Duration connect, Duration silence) {
    /** What a route waits for a connection where nothing else is said. */
    public static final Duration DEFAULT_CONNECT = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofDays(24);

    /**
     * Checks both.
     *
     * @throws InvalidModelException if one is shorter than a second, longer than 24 days (which some servers count in 31 bits
     *     of milliseconds), or not in whole seconds
     */
    public RouteTimeouts {
        List<Problem> problems = new ArrayList<>();
        check("connect", connect, problems);
        check("silence", silence, problems);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("RouteTimeouts", problems);
        }
    }

    /** What fits a kind of route. */
    public static RouteTimeouts of(RouteKind kind) {
        return new RouteTimeouts(DEFAULT_CONNECT, kind.silence());
    }

    /** The same, with another time for the connection. */
    public RouteTimeouts withConnect(Duration time) {
        return new RouteTimeouts(time, silence);
    }

    /** The same, with another time of silence. */
    public RouteTimeouts withSilence(Duration time) {
        return new RouteTimeouts(connect, time);
    }

    static void check(String field, Duration time, List<Problem> problems) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
            problems.add(
                    new Problem(field, time + " is out of range; give one second to " + LONGEST.toDays() + " days"));
        } else if (!time.truncatedTo(ChronoUnit.SECONDS).equals(time)) {
            problems.add(new Problem(field, time + " must be whole seconds"));
        }
    }
}
