package io.gatehouse.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TxtRecordTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");

    @Test
    void nameIsRelativeToTheZone() {
        assertThat(record("_acme-challenge.www.example.test").relativeName(ZONE))
                .isEqualTo("_acme-challenge.www");
        assertThat(record("example.test").relativeName(ZONE)).isEqualTo("@");
    }

    @Test
    void nameOutsideTheZoneIsRefused() {
        assertThatThrownBy(() -> record("badexample.test").relativeName(ZONE))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("lies outside the zone example.test");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZONE.relativeName(DomainName.of("badexample.test")))
                .withMessageContaining("does not lie in the zone example.test");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        DomainName name = DomainName.of("example.test");
        assertThatThrownBy(() -> new TxtRecord(name, "x".repeat(60_001), Duration.ofMillis(1)))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).extracting("field").containsExactly("value", "ttl"));
        assertThatThrownBy(() -> new TxtRecord(name, "x", Duration.ofSeconds(1L << 31)))
                .isInstanceOf(InvalidModelException.class);
    }

    @Test
    void aZoneIsNoWildcard() {
        assertThatThrownBy(() -> DnsZone.of("*.example.test"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("name the zone itself, example.test");
    }

    private static TxtRecord record(String name) {
        return new TxtRecord(DomainName.of(name), "value", Duration.ofMinutes(1));
    }
}
