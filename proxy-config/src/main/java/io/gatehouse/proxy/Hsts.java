package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Strict-Transport-Security (RFC 6797): browsers come back over HTTPS only.
 *
 * @param maxAge how long browsers remember it; zero makes them forget
 * @param includeSubDomains whether every name below the host is bound as well
 */
public record Hsts(Duration maxAge, boolean includeSubDomains) {
    /**
     * Checks the duration.
     *
     * @throws InvalidModelException if it is negative or not in whole seconds
     */
    public Hsts {
        if (maxAge.isNegative() || !maxAge.truncatedTo(ChronoUnit.SECONDS).equals(maxAge)) {
            throw new InvalidModelException(
                    "Hsts", List.of(new Problem("maxAge", maxAge + " must be whole seconds, zero or more")));
        }
    }

    /** The given time, for the host alone. */
    public static Hsts of(Duration maxAge) {
        return new Hsts(maxAge, false);
    }

    /** The header's value. */
    public String headerValue() {
        return "max-age=" + maxAge.toSeconds() + (includeSubDomains ? "; includeSubDomains" : "");
    }
}
