package io.gatehouse.acme;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a CA suggests to renew a certificate (RFC 9773, section 4.2). Immutable.
 *
 * @param start from when on
 * @param end until when; always after the start
 * @param explanation a page that says why, where the CA has one
 * @param askAgain how long the suggestion holds: what the CA says, kept between a minute and a day (section 4.3), or six
 *     hours
 */
record RenewalInfo(Instant start, Instant end, Optional<URI> explanation, Duration askAgain) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration USUAL = Duration.ofHours(6);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException if the window ends before it starts: the RFC has clients ignore such an answer */
    static RenewalInfo of(Instant start, Instant end, Optional<URI> explanation, Optional<Duration> retryAfter) {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("the suggested window from " + start + " to " + end + " is empty");
        }
        Duration wait = retryAfter.orElse(USUAL);
        Duration atLeast = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
        return new RenewalInfo(start, end, explanation, atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast);
    }
}
