package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestPaceTest {
    private final RequestPace pace = new RequestPace(10);
    private final long now = System.nanoTime();

    @Test
    void noSecondHasMoreThanItMay() {
        List<Long> begun = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            begun.add(pace.reserve(now + i));
        }
        for (int i = 10; i < begun.size(); i++) {
            assertThat(begun.get(i) - begun.get(i - 10)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(begun.get(9)).as("the first ten at once").isEqualTo(now + 9);
        assertThat(begun.get(34)).as("and no slower").isEqualTo(now + 4 + 3 * RequestPace.WINDOW);
    }

    @Test
    void aRestIsNotSavedUp() {
        for (int i = 0; i < 10; i++) {
            pace.reserve(now);
        }
        long later = now + TimeUnit.MINUTES.toNanos(1);
        for (int i = 0; i < 10; i++) {
            assertThat(pace.reserve(later)).isEqualTo(later);
        }
        assertThat(pace.reserve(later)).isEqualTo(later + RequestPace.WINDOW);
    }
}
