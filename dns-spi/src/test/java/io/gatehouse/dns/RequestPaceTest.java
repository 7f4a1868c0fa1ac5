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
    void noSecondHasMoreThanItsNumber() {
        for (int most : new int[] {1, 3, 10}) {
            Random random = new Random(most);
            RequestPace pace = new RequestPace(most);
            List<Long> starts = new ArrayList<>();
            long now = Long.MAX_VALUE - SECOND; // The clock of nanoseconds may overflow.
            for (int i = 0; i < 500; i++) {
                now += random.nextInt((int) (SECOND / 4));
                starts.add(pace.reserve(now));
                assertThat(starts.get(i) - now)
                        .as("not before it was asked for")
                        .isNotNegative();
            }
            for (int i = most; i < starts.size(); i++) {
                assertThat(starts.get(i) - starts.get(i - most)).isGreaterThanOrEqualTo(SECOND);
            }
        }
    }

    @Test
    void nobodyWaitsWhileThereIsRoom() {
        RequestPace pace = new RequestPace(3);
        assertThat(List.of(pace.reserve(0), pace.reserve(0), pace.reserve(0))).containsOnly(0L);
        assertThat(pace.reserve(0)).isPositive();
        assertThat(pace.reserve(10 * SECOND)).isEqualTo(10 * SECOND);
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
