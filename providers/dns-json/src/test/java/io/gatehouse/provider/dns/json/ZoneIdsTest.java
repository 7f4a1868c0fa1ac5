package io.gatehouse.provider.dns.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.dns.DnsZone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneIdsTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DnsZone OTHER = DnsZone.of("other.test");

    private final List<DnsZone> asked = new ArrayList<>();
    private final ZoneIds ids = new ZoneIds(zone -> {
        asked.add(zone);
        if (zone.equals(OTHER) && asked.size() == 1) {
            throw new IllegalStateException("not yet");
        }
        return zone + "-" + asked.size();
    });

    @Test
    void asksOnceForAllNamesOfACall() {
        assertThat(ids.of(ZONE, 0)).isEqualTo("example.test-1");
        assertThat(ids.of(ZONE, Duration.ofSeconds(9).toNanos())).isEqualTo("example.test-1");
        assertThat(ids.of(OTHER, 0)).isEqualTo("other.test-2");
    }

    @Test
    void asksAgainForAZoneThatMayBeAnother() {
        assertThat(ids.of(ZONE, 0)).isEqualTo("example.test-1");
        assertThat(ids.of(ZONE, Duration.ofSeconds(11).toNanos())).isEqualTo("example.test-2");
    }

    @Test
    void remembersNoFailure() {
        assertThatThrownBy(() -> ids.of(OTHER, 0)).hasMessage("not yet");
        assertThat(ids.of(OTHER, 0)).isEqualTo("other.test-2");
    }
}
