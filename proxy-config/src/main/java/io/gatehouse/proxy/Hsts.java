package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Strict-Transport-Security (RFC 6797): browsers come back over HTTPS only.
 *
 * @param maxAge how long browsers remember it; zero makes them forget
 * @param includeSubDomains whether every name below the host is bound as well
 * @param preload whether browsers may be delivered with it, which cannot be taken back within months; needs a year or more,
 *     the subdomains, and a redirect from plain HTTP on the same host
 */
public record Hsts(Duration maxAge, boolean includeSubDomains, boolean preload) {
    /**
     * Checks the duration and the gate before preloading.
     *
     * @throws InvalidModelException if the duration is negative or not in whole seconds, or preload is not due yet
     */
    public Hsts {
        List<Problem> problems = new ArrayList<>();
        if (maxAge.isNegative() || !maxAge.truncatedTo(ChronoUnit.SECONDS).equals(maxAge)) {
            problems.add(new Problem("maxAge", maxAge + " must be whole seconds, zero or more"));
        }
        if (preload && maxAge.compareTo(HstsRamp.YEAR.maxAge()) < 0) {
            problems.add(new Problem("preload", "needs a maxAge of a year or more, not " + maxAge));
        }
        if (preload && !includeSubDomains) {
            problems.add(new Problem("preload", "needs includeSubDomains: it binds every name below"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Hsts", problems);
        }
    }

    /** The given time, for the host alone. */
    public static Hsts of(Duration maxAge) {
        return new Hsts(maxAge, false, false);
    }

    /** A step of the ramp, for the host alone. */
    public static Hsts ramp(HstsRamp step) {
        return of(step.maxAge());
    }

    /** The same, for every name below as well. */
    public Hsts withSubDomains() {
        return new Hsts(maxAge, true, preload);
    }

    /**
     * The same, for delivery with browsers.
     *
     * @throws InvalidModelException if it is not due yet: a year or more, with the subdomains
     */
    public Hsts withPreload() {
        return new Hsts(maxAge, includeSubDomains, true);
    }

    /** The header's value. */
    public String headerValue() {
        return "max-age=" + maxAge.toSeconds() + (includeSubDomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
