package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void noStretchOfTimeHasMoreThanItsNumber() {
        for (List<RequestRate> rates : List.of(
                List.of(RequestRate.perSecond(1)),
                List.of(RequestRate.perSecond(10)),
                List.of(
                        RequestRate.perSecond(3),
                        RequestRate.perMinute(20),
                        new RequestRate(70, Duration.ofHours(1))))) {
            Random random = new Random(rates.size());
            RequestPace pace = new RequestPace(rates);
            List<Long> starts = new ArrayList<>();
            long now = Long.MAX_VALUE - SECOND; // The clock of nanoseconds may overflow.
            for (int i = 0; i < 500; i++) {
                now += random.nextInt((int) (SECOND / 4));
                starts.add(pace.reserve(now, Long.MAX_VALUE));
                assertThat(starts.get(i) - now)
                        .as("not before it was asked for")
                        .isNotNegative();
            }
            for (RequestRate rate : rates) {
                for (int i = rate.most(); i < starts.size(); i++) {
                    assertThat(starts.get(i) - starts.get(i - rate.most()))
                            .as(rate.toString())
                            .isGreaterThanOrEqualTo(rate.within().toNanos());
                }
            }
        }
    }

    @Test
    void nobodyWaitsWhileThereIsRoom() {
        RequestPace pace = new RequestPace(3);
        assertThat(List.of(reserve(pace, 0), reserve(pace, 0), reserve(pace, 0)))
                .containsOnly(0L);
        assertThat(reserve(pace, 0)).isPositive();
        assertThat(reserve(pace, 10 * SECOND)).isEqualTo(10 * SECOND);
    }

    private static long reserve(RequestPace pace, long now) {
        return pace.reserve(now, Long.MAX_VALUE);
    }

    @Test
    void aWaitThatIsTooLongIsTold() throws InterruptedException {
        RequestPace pace = new RequestPace(List.of(new RequestRate(2, Duration.ofHours(1))));
        assertThat(pace.await(Duration.ofMinutes(2))).isEmpty();
        assertThat(pace.await(Duration.ofMinutes(2))).isEmpty();
        assertThat(pace.await(Duration.ofMinutes(2)))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61)));
    }

    @Test
    void aWaitThatIsTooLongIsNotCounted() {
        RequestPace pace = new RequestPace(1);
        assertThat(reserve(pace, 0)).isZero();
        long next = pace.reserve(0, SECOND / 2);
        assertThat(next).isGreaterThan(SECOND / 2);
        assertThat(reserve(pace, 0)).isEqualTo(next);
    }

    @Test
    void noRateIsNoLimit() throws InterruptedException {
        RequestPace pace = new RequestPace(List.of());
        for (int i = 0; i < 1000; i++) {
            assertThat(pace.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void ratesAreInWords() {
        assertThat(List.of(
                        RequestRate.perSecond(4),
                        RequestRate.perMinute(20),
                        new RequestRate(700, Duration.ofHours(1)),
                        new RequestRate(8000, Duration.ofDays(1)),
                        new RequestRate(5, Duration.ofSeconds(10))))
                .hasToString("[4 a second, 20 a minute, 700 an hour, 8000 a day, 5 in PT10S]");
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestRate(1, Duration.ZERO));
    }

    @Test
    void waitsForItsTurn() throws InterruptedException {
        RequestPace pace = new RequestPace(1);
        long begin = System.nanoTime();
        pace.await();
        pace.await();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SECOND);
    }

    @Test
    void aThreadThatWaitsCanBeInterrupted() throws InterruptedException {
        RequestPace pace = new RequestPace(1);
        pace.await();
        Thread.currentThread().interrupt();
        assertThatThrownBy(pace::await).isInstanceOf(InterruptedException.class);
    }

    @Test
    void noPaceIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestPace(0));
    }
}
