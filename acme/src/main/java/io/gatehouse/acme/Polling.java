package io.gatehouse.acme;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again until a CA has come to an end. Starts with a tenth of a second, for most CAs are quick, and doubles up to
 * five seconds; a {@code Retry-After} that asks for more is obeyed. Immutable.
 */
final class Polling {
    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration timeout;

    Polling(Duration timeout) {
        this.timeout = timeout;
    }

    /** What was seen, and how long the CA asks to wait before the next look. Never negative: a past date means now. */
    record Seen<T>(T value, Optional<Duration> retryAfter) {}

    /**
     * @param awaited what is waited for, as the words after "waiting for"
     * @param waiting told once, unless it is done at the first look: how long it is waited for at most
     * @throws AcmeTimeoutException if it does not come in time, would not before the CA lets us ask again, or the thread
     *     is interrupted
     */
    <T> T until(String awaited, Supplier<Seen<T>> look, Predicate<T> isDone, Consumer<Duration> waiting) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Duration pause = FIRST_PAUSE;
        boolean isTold = false;
        while (true) {
            Seen<T> seen = look.get();
            if (isDone.test(seen.value())) {
                return seen.value();
            }
            Duration wait = longer(pause, seen.retryAfter().orElse(Duration.ZERO));
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (wait.compareTo(left) > 0) {
                throw gaveUp(awaited, seen);
            }
            if (!isTold) {
                waiting.accept(left);
                isTold = true;
            }
            LOG.debug("Waiting for {}; looking again in {} ms", awaited, wait.toMillis());
            sleep(awaited, wait);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private AcmeTimeoutException gaveUp(String awaited, Seen<?> seen) {
        String asked = seen.retryAfter()
                .map(wait -> " and asks to wait another " + wait.toSeconds() + " s")
                .orElse("");
        return new AcmeTimeoutException(
                "Gave up waiting for " + awaited + " after " + timeout.toSeconds() + " s; the CA last showed "
                        + seen.value() + asked
                        + ". Try again later, or raise timeout() on the builder of Certificates.",
                null,
                seen.retryAfter().orElse(null));
    }

    private static void sleep(String awaited, Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AcmeTimeoutException("Interrupted while waiting for " + awaited + ".", e, null);
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
