package io.gatehouse.testkit;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate should be renewed (RFC 9773, section 4.2).
 *
 * @param start the earliest time
 * @param end the latest time, after the start
 * @param explanation a page that says why it is now; mostly none
 */
public record RenewalWindow(Instant start, Instant end, Optional<URI> explanation) {
    /**
     * Refuses a window that is no stretch of time.
     *
     * @throws IllegalArgumentException when the end is not after the start
     */
    public RenewalWindow {
        if (!end.isAfter(start)) {
            throw new IllegalArgumentException("a window from " + start + " cannot end at " + end);
        }
    }

    /**
     * A window that needs no explanation.
     *
     * @param start the earliest time
     * @param end the latest time, after the start
     * @throws IllegalArgumentException when the end is not after the start
     */
    public RenewalWindow(Instant start, Instant end) {
        this(start, end, Optional.empty());
    }
}
