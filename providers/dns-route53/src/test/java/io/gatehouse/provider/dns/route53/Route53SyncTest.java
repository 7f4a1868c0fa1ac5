package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.fixture.dns.Route53Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class Route53SyncTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @AutoClose
    private final Route53Server server = new Route53Server();

    @AutoClose
    private final DnsProvider provider = Account.at(server.url()).provider();

    private void append(String name) {
        provider.append(ZONE, List.of(Account.txt(name, "value")));
    }

    private long questions() {
        return server.calls().stream()
                .filter(call -> call.path().contains("change"))
                .count();
    }

    @Test
    void waitsForEveryChangeOfTheZoneAndForNoOther() {
        server.keepPending(3);
        append("a.example.test");
        append("b.example.test");
        provider.append(DnsZone.of("child.example.test"), List.of(Account.txt("a.child.example.test", "value")));
        provider.awaitInSync(ZONE, MINUTE);
        assertThat(questions()).isEqualTo(6);
        provider.awaitInSync(ZONE, MINUTE);
        assertThat(questions()).as("what is in sync is forgotten").isEqualTo(6);
    }

    @Test
    void thatTheLimitPassesIsNoFailure() {
        server.keepPending(Integer.MAX_VALUE);
        append("a.example.test");
        provider.awaitInSync(ZONE, Duration.ofMillis(20));
        long before = questions();
        assertThat(before).isPositive();
        provider.awaitInSync(ZONE, Duration.ZERO);
        assertThat(questions()).as("it is asked about again").isEqualTo(before + 1);
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoLonger() {
        server.keepPending(Integer.MAX_VALUE);
        append("a.example.test");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> provider.awaitInSync(ZONE, MINUTE))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        assertThat(Thread.interrupted()).as("the thread is still marked").isTrue();
    }

    @Test
    void theOldestOfMoreThanAHundredChangesIsNotAskedAboutAnyMore() {
        for (int i = 0; i < 102; i++) {
            append("n" + i + ".example.test");
        }
        provider.awaitInSync(ZONE, MINUTE);
        assertThat(questions()).isEqualTo(100);
    }
}
