package io.gatehouse.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header of a faulty answer, in each form that RFC 9110, section 10.2.3 allows, and left out.
 * Immutable.
 */
public final class RetryAfter {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final RetryAfter NONE = new RetryAfter(false, null);

    private final boolean date;
    private final @Nullable Duration wait;

    private RetryAfter(boolean date, @Nullable Duration wait) {
        this.date = date;
        this.wait = wait;
    }

    /**
     * A number of seconds.
     *
     * @param wait when to come back; fractions of a second are dropped
     * @return the header
     */
    public static RetryAfter seconds(Duration wait) {
        return new RetryAfter(false, Objects.requireNonNull(wait, "wait"));
    }

    /**
     * An HTTP date.
     *
     * @param wait when to come back, counted from the answer by the server's clock; a negative one gives a date gone by
     * @return the header
     */
    public static RetryAfter date(Duration wait) {
        return new RetryAfter(true, Objects.requireNonNull(wait, "wait"));
    }

    /**
     * An HTTP date an hour before the answer, as slow networks and wrong clocks make them.
     *
     * @return the header
     */
    public static RetryAfter dateGoneBy() {
        return date(Duration.ofHours(-1));
    }

    /**
     * No header.
     *
     * @return its absence
     */
    public static RetryAfter none() {
        return NONE;
    }

    /**
     * The header's value in an answer.
     *
     * @param now when the answer is given
     * @return the text after {@code Retry-After:}, or nothing for {@link #none}
     */
    public Optional<String> valueAt(Instant now) {
        if (wait == null) {
            return Optional.empty();
        }
        return Optional.of(
                date ? HTTP_DATE.format(now.plus(wait).atOffset(ZoneOffset.UTC)) : Long.toString(wait.toSeconds()));
    }

    @Override
    public String toString() {
        if (wait == null) {
            return "RetryAfter[none]";
        }
        return "RetryAfter[" + (date ? "a date in " : "") + wait + "]";
    }
}
