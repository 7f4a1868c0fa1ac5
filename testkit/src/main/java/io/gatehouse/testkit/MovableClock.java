package io.gatehouse.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it: what expires in a month does so in no time.
 *
 * <pre>{@code
 * MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
 * AcmeServer ca = AcmeServer.builder().clock(clock).start();
 * clock.advance(Duration.ofDays(60));
 * }</pre>
 *
 * <p>Every {@linkplain #withZone(ZoneId) view in another zone} shows the same time and moves with it. Safe for use by many
 * threads: a move is seen at once by all of them, and no two moves are lost in one another.
 */
public final class MovableClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private MovableClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** A clock in UTC that shows this time. */
    public static MovableClock at(Instant start) {
        return new MovableClock(new AtomicReference<>(Objects.requireNonNull(start, "start")), ZoneOffset.UTC);
    }

    /** A clock in UTC that stopped just now, for tests that meet certificates or peers dated by the system's clock. */
    public static MovableClock stoppedNow() {
        return at(Clock.systemUTC().instant());
    }

    /**
     * Moves the clock on.
     *
     * @param by how far; negative turns it back, as a machine's clock may be
     * @return the time it shows now
     * @throws java.time.DateTimeException if that is no time an {@link Instant} can hold
     */
    public Instant advance(Duration by) {
        return now.updateAndGet(instant -> instant.plus(by));
    }

    /**
     * Puts the clock to a time, earlier or later.
     *
     * @param time what it shows from now on
     */
    public void set(Instant time) {
        now.set(Objects.requireNonNull(time, "time"));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock seen from another zone; moving one moves the other. */
    @Override
    public MovableClock withZone(ZoneId zone) {
        return new MovableClock(now, Objects.requireNonNull(zone, "zone"));
    }

    @Override
    public String toString() {
        return "MovableClock[" + instant() + ", " + zone + "]";
    }
}
