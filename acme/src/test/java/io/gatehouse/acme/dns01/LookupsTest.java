package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Of several resolvers, which is asked when the first is down, refuses or fails. */
class LookupsTest {
    private static final DomainName NAME = DomainName.of("example.test");
    /** How long silence is listened to; a server that answers must have answered by then, on a busy machine too. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private DnsServer first;
    private DnsServer second;

    @BeforeEach
    void start() {
        first = DnsServer.withZone("example.test").start();
        second = DnsServer.withZone("example.test").start();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private Lookups lookups(Duration queryTimeout) {
        return new Lookups(new Survey(new DnsQueries(queryTimeout)), () -> List.of(first.address(), second.address()));
    }

    @Test
    void resolverThatIsDownIsPassedOverAndNotAskedAgain() {
        DnsFault silent = first.onEveryQuery().silence();
        Lookups lookups = lookups(SILENCE);

        for (int i = 0; i < 5; i++) {
            assertThat(lookups.ask(NAME, Type.SOA).getRcode()).isEqualTo(Rcode.NOERROR);
        }

        assertThat(silent.hits()).as("over UDP and over TCP").isEqualTo(2);
        assertThat(second.queries()).hasSize(5);
    }

    @Test
    void resolverThatRefusesOrFailsIsPassedOver() {
        first.onQuery("example.test", "SOA").refused();
        first.onQuery("example.test", "NS").servfail();
        Lookups lookups = lookups(Duration.ofSeconds(5));

        assertThat(lookups.ask(NAME, Type.SOA).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(lookups.ask(NAME, Type.NS).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void refusalIsTheAnswerWhenNobodyKnows() {
        first.onEveryQuery().hangUp();
        second.onEveryQuery().servfail();
        Lookups lookups = lookups(SILENCE);

        assertThat(lookups.ask(NAME, Type.SOA).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void resolversThatAreAllDownAreNamed() {
        first.onEveryQuery().hangUp();
        second.onEveryQuery().hangUp();
        Lookups lookups = lookups(SILENCE);

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> lookups.ask(NAME, Type.SOA))
                .withMessageContaining(":" + first.address().getPort())
                .withMessageContaining(":" + second.address().getPort())
                .withMessageContaining("name another resolver()");
    }
}
