package io.gatehouse.core.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3) so that no value of it can do harm. */
public final class RetryAfter {
    /** Nobody means more; it keeps sums of instants within bounds. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private RetryAfter() {}

    /**
     * How long to wait; zero when the time has passed, empty when the header is missing or makes no sense. A date is read
     * against the server's own {@code Date}, so that a wrong clock here does not matter.
     *
     * @param now for a server that tells no {@code Date}
     */
    public static Optional<Duration> of(HttpHeaders headers, Instant now) {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(value -> parse(value, headers, now));
    }

    private static Optional<Duration> parse(String value, HttpHeaders headers, Instant now) {
        try {
            if (value.matches("[0-9]+")) {
                return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(value))));
            }
            Instant serverNow =
                    headers.firstValue("Date").map(RetryAfter::httpDate).orElse(now);
            return Optional.of(bounded(Duration.between(serverNow, httpDate(value))));
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Instant httpDate(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
