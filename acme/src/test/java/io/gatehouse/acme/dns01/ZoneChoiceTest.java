package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which zone and which provider a record goes to when what providers list and what the DNS says differ. */
class ZoneChoiceTest {
    private static final String NAME = "_acme-challenge.example.test";

    private DnsServer dns;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").start();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Dns01Solver solver(RecordingProvider first, RecordingProvider... more) {
        return Dns01Solver.builder(first, more)
                .resolver(dns.address())
                .queryTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static List<Challenge> challenge(String name) {
        return List.of(Challenges.dns01(name));
    }

    private static void present(Dns01Solver solver, List<Challenge> challenges) {
        solver.present(solver.plan(challenges));
    }

    @Test
    void zoneThatTheDnsDoesNotDelegateIsNotWritten() {
        RecordingProvider provider = new RecordingProvider(dns, "example.test", "shop.example.test");
        Dns01Solver solver = solver(provider);

        solver.present(solver.plan(challenge("www.shop.example.test")));

        assertThat(provider.appended)
                .extracting(RecordingProvider.Batch::zone)
                .containsExactly(DnsZone.of("example.test"));
    }

    @Test
    void zoneThatTheDnsDoesNotDelegateIsNamedWhenNobodyHoldsItsParent() {
        Dns01Solver solver = solver(new RecordingProvider(dns, "shop.example.test"));

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.plan(challenge("www.shop.example.test")))
                .withMessageContaining("belongs to the zone example.test")
                .withMessageContaining("does not delegate shop.example.test");
    }

    @Test
    void ofTwoAccountsWithAZoneOfOneNameTheFirstGivenWrites() {
        RecordingProvider open = new RecordingProvider(dns, "example.test");
        RecordingProvider twin = new RecordingProvider(dns, "example.test");
        Dns01Solver solver = solver(open, twin);

        List<Answer> answers = solver.plan(challenge("www.example.test"));
        solver.present(answers);
        solver.cleanUp(answers);

        assertThat(open.appended).hasSize(1);
        assertThat(open.deleted).hasSize(1);
        assertThat(twin.appended).isEmpty();
        assertThat(twin.deleted).isEmpty();
    }

    @Test
    void providerThatListsTheZoneComesBeforeOneThatCannotList() {
        RecordingProvider silent = new RecordingProvider(dns);
        RecordingProvider listing = new RecordingProvider(dns, "example.test");
        Dns01Solver solver = solver(silent, listing);

        solver.present(solver.plan(challenge("www.example.test")));

        assertThat(listing.appended).hasSize(1);
        assertThat(silent.appended).isEmpty();
    }

    @Test
    void serversNamedDecideWhatIsAZone() {
        try (DnsServer inside =
                DnsServer.withZone("example.test").zone("office.example.test").start()) {
            RecordingProvider provider = new RecordingProvider(inside, "example.test", "office.example.test");
            Dns01Solver solver = Dns01Solver.builder(provider)
                    .resolver(dns.address())
                    .authoritativeServers(inside.address())
                    .pollInterval(Duration.ofMillis(10))
                    .build();

            List<Answer> answers = solver.plan(challenge("www.office.example.test"));
            solver.present(answers);
            solver.await(answers);

            assertThat(provider.appended)
                    .extracting(RecordingProvider.Batch::zone)
                    .containsExactly(DnsZone.of("office.example.test"));
            assertThat(dns.queries("_acme-challenge.www.office.example.test", "TXT"))
                    .isEmpty();
        }
    }

    @Test
    void zoneCutOutOfTheProvidersZoneIsReportedBeforeAnythingIsWritten() {
        try (DnsServer cut = DnsServer.withZone("example.test").zone(NAME).start()) {
            RecordingProvider parentOnly = new RecordingProvider(cut, "example.test");

            assertThatExceptionOfType(ChallengeSolverException.class)
                    .isThrownBy(() -> present(
                            Dns01Solver.builder(parentOnly)
                                    .resolver(cut.address())
                                    .build(),
                            challenge("example.test")))
                    .withMessageContaining("cut out of example.test")
                    .withMessageContaining("CNAME");
            assertThat(parentOnly.appended).isEmpty();

            RecordingProvider both = new RecordingProvider(cut, "example.test", NAME);
            present(Dns01Solver.builder(both).resolver(cut.address()).build(), challenge("example.test"));
            assertThat(both.appended)
                    .singleElement()
                    .extracting(RecordingProvider.Batch::zone)
                    .isEqualTo(DnsZone.of(NAME));
        }
    }

    @Test
    void zoneThatNoProviderHoldsIsReported() {
        RecordingProvider other = new RecordingProvider(dns, "elsewhere.test");

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> present(solver(other), challenge("example.test")))
                .withMessageContaining("example.test, which no provider given holds")
                .withMessageContaining("elsewhere.test");
    }

    @Test
    void longestZoneOfAllProvidersWins() {
        try (DnsServer nested =
                DnsServer.withZone("example.test").zone("sub.example.test").start()) {
            RecordingProvider parent = new RecordingProvider(nested, "example.test");
            RecordingProvider child = new RecordingProvider(nested, "sub.example.test");

            present(
                    Dns01Solver.builder(parent, child)
                            .resolver(nested.address())
                            .build(),
                    challenge("www.sub.example.test"));

            assertThat(child.appended).hasSize(1);
            assertThat(parent.appended).isEmpty();
        }
    }

    @Test
    void providerThatCannotListZonesGetsTheZoneOfTheSoa() {
        RecordingProvider silent = new RecordingProvider(dns);

        present(solver(silent), challenge("deep.down.example.test"));

        assertThat(silent.appended)
                .singleElement()
                .extracting(RecordingProvider.Batch::zone)
                .isEqualTo(DnsZone.of("example.test"));
    }

    @Test
    void unreachableResolverIsNamed() {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
        Dns01Solver solver = Dns01Solver.builder(new RecordingProvider(dns, "example.test"))
                .resolver(nobody)
                .queryTimeout(Duration.ofMillis(200))
                .build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.plan(challenge("example.test")))
                .withMessageContaining(":" + nobody.getPort())
                .withMessageContaining("resolver()");
    }

    @Test
    void splitHorizonTakesTheProvidersZoneWhenServersAreNamed() {
        try (DnsServer outside = DnsServer.withZone("other.test").start()) {
            Dns01Solver solver = Dns01Solver.builder(new RecordingProvider(dns, "example.test"))
                    .resolver(outside.address())
                    .authoritativeServers(dns.address())
                    .pollInterval(Duration.ofMillis(10))
                    .build();
            List<Answer> answers = solver.plan(challenge("example.test"));

            solver.present(answers);
            solver.await(answers);

            assertThat(dns.txt(NAME)).hasSize(1);
        }
    }
}
