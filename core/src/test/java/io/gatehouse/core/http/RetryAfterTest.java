package io.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private static Optional<Duration> read(Map<String, List<String>> headers) {
        return RetryAfter.of(HttpHeaders.of(headers, (name, value) -> true), NOW);
    }

    @Test
    void secondsAndDatesAreRead() {
        assertThat(read(Map.of("Retry-After", List.of("30")))).contains(Duration.ofSeconds(30));
        assertThat(read(Map.of("Retry-After", List.of("Sun, 22 Nov 2026 00:02:00 GMT"))))
                .contains(Duration.ofMinutes(2));
        assertThat(read(Map.of())).isEmpty();
    }

    @Test
    void dateIsReadByTheServersClock() {
        assertThat(read(Map.of(
                        "Date", List.of("Sat, 21 Nov 2026 23:00:00 GMT"),
                        "Retry-After", List.of("Sat, 21 Nov 2026 23:00:10 GMT"))))
                .contains(Duration.ofSeconds(10));
    }

    @Test
    void dateGoneByMeansNow() {
        assertThat(read(Map.of("Retry-After", List.of("Sat, 21 Nov 2026 00:00:00 GMT"))))
                .contains(Duration.ZERO);
    }

    @Test
    void yearsAreCutShort() {
        assertThat(read(Map.of("Retry-After", List.of("9223372036854775807")))).contains(Duration.ofDays(366));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1e3", "99999999999999999999", "Sun, 31 Feb 2026 00:00:00 GMT"})
    void nonsenseIsNoHeader(String value) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).isEmpty();
    }
}
