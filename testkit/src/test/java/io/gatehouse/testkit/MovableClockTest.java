package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MovableClockTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void standsStillUntilItIsMoved() {
        MovableClock clock = MovableClock.at(START);
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.millis()).isEqualTo(START.toEpochMilli());
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);

        assertThat(clock.advance(Duration.ofDays(1))).isEqualTo("2026-02-01T12:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-02-01T12:00:00Z");
    }

    @Test
    void goesBackAsAMachinesClockMay() {
        MovableClock clock = MovableClock.at(START);
        clock.advance(Duration.ofHours(-1));
        assertThat(clock.instant()).isEqualTo("2026-01-31T11:00:00Z");
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aViewInAnotherZoneMovesWithIt() {
        MovableClock clock = MovableClock.at(START);
        MovableClock view = clock.withZone(ZoneId.of("Asia/Tokyo"));
        clock.advance(Duration.ofMinutes(5));
        assertThat(LocalTime.now(view)).isEqualTo("21:05");
        view.set(START);
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    void noMoveIsLost() {
        MovableClock clock = MovableClock.at(START);
        CompletableFuture<?>[] movers = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        clock.advance(Duration.ofMillis(1));
                    }
                }))
                .limit(4)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(movers).join();
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void startsAtTheSystemsTimeOnRequest() {
        MovableClock clock = MovableClock.stoppedNow();
        assertThat(clock.instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
        Instant stopped = clock.instant();
        assertThat(clock.instant()).isEqualTo(stopped);
    }

    @Test
    void saysWhatItShows() {
        assertThat(MovableClock.at(START)).hasToString("MovableClock[2026-01-31T12:00:00Z, Z]");
        assertThatThrownBy(() -> MovableClock.at(Instant.MAX).advance(Duration.ofDays(1)))
                .isInstanceOf(java.time.DateTimeException.class);
    }
}
