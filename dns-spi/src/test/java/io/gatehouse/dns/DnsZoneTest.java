package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsZoneTest {
    @ParameterizedTest
    @ValueSource(strings = {"0/25.2.0.192.in-addr.arpa", "", ".", "a..b", "*.example.test", "-.test"})
    void aListHidesNoZoneBehindOneThatIsNoneOfOurs(String apex) {
        assertThat(DnsZone.listed(apex)).isEmpty();
    }

    @Test
    void aListedZoneIsOne() {
        assertThat(DnsZone.listed("example.test")).containsExactly(DnsZone.of("example.test"));
        assertThat(DnsZone.listed("_tcp.example.test")).containsExactly(DnsZone.of("_tcp.example.test"));
    }
}
