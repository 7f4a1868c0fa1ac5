package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often providers are asked for their zones, and whose orders a provider that cannot be asked stops. */
class ZoneListingsTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final DnsZone CHILD = DnsZone.of("sub.example.test");

    private final MovableClock clock = MovableClock.stoppedNow();
    private DnsServer dns;
    private RecordingProvider parent;
    private RecordingProvider child;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").zone("sub.example.test").start();
        parent = new RecordingProvider(dns, "example.test");
        child = new RecordingProvider(dns, "sub.example.test");
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

    private DnsZones zones(RecordingProvider... providers) {
        return DnsZones.builder().numbered(List.of(providers)).clock(clock).build();
    }

    private static List<Challenge> challenge(String name) {
        return List.of(Challenges.dns01(name));
    }

    @Test
    void aHundredOrdersListTheZonesOnce() {
        RecordingProvider provider = new RecordingProvider(dns, "example.test");
        Dns01Solver solver = solver(provider);

        IntStream.range(0, 100).parallel().forEach(i -> solver.plan(challenge("h" + i + ".example.test")));

        assertThat(provider.listings).hasValue(1);
    }

    @Test
    void zonesAreListedAnewWhenOneIsMissing() {
        RecordingProvider provider = new RecordingProvider(dns, "other.test");
        Dns01Solver solver = solver(provider);
        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.plan(challenge("www.example.test")));
        provider.zones.add(DnsZone.of("example.test"));

        assertThat(solver.plan(challenge("www.example.test"))).hasSize(1);
    }

    @Test
    void listingOfAMinuteAgoIsForgotten() {
        RecordingProvider provider = new RecordingProvider(dns, "example.test");
        DnsZones zones = zones(provider);
        zones.current();

        clock.advance(Duration.ofMinutes(1).minusNanos(1));
        zones.current();
        assertThat(provider.listings).hasValue(1);

        clock.advance(Duration.ofNanos(1));
        zones.current();
        assertThat(provider.listings).hasValue(2);
    }

    @Test
    void providerThatFailsToListStopsNoOrderInAZoneThatAnotherLists() {
        child.unlistable = true;
        Dns01Solver solver = solver(child, parent);

        List<Answer> answers = solver.plan(challenge("www.example.test"));
        solver.present(answers);

        assertThat(parent.appended).extracting(RecordingProvider.Batch::zone).containsExactly(ZONE);
    }

    @Test
    void zoneOfAProviderThatFailsToListIsNotTakenForItsParents() {
        child.unlistable = true;
        Dns01Solver solver = solver(parent, child);

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.plan(challenge("www.sub.example.test")))
                .withMessage(
                        "No zone listed is sub.example.test, and a DNS provider that may hold it failed to list its"
                                + " zones: DNS provider recording: Too many calls.")
                .withCauseInstanceOf(DnsProviderException.class)
                .satisfies(failed -> assertThat(failed.retryAfter()).contains(RecordingProvider.PAUSE));
        assertThat(parent.appended).isEmpty();
    }

    @Test
    void providerThatCannotListDoesNotStandInForOneThatFailsTo() {
        RecordingProvider silent = new RecordingProvider(dns);
        child.unlistable = true;
        DnsZones zones = zones(silent, child);

        assertThatExceptionOfType(ChallengeSolverException.class).isThrownBy(() -> zones.writerOf(CHILD));

        child.unlistable = false;
        assertThatExceptionOfType(ChallengeSolverException.class).isThrownBy(() -> zones.writerOf(CHILD));
        assertThat(child.listings).as("it asked for a pause").hasValue(1);

        clock.advance(RecordingProvider.PAUSE);
        assertThat(zones.writerOf(CHILD)).contains(child);
        assertThat(zones.writerOf(ZONE)).contains(silent);
    }

    @Test
    void zonesListedBeforeCountWhileTheListingFails() {
        RecordingProvider silent = new RecordingProvider(dns);
        DnsZones zones = zones(silent, child);
        zones.current();
        child.unlistable = true;
        clock.advance(Duration.ofMinutes(1));

        assertThat(zones.writerOf(CHILD)).contains(child);
        assertThat(zones.writerOf(ZONE)).contains(silent);
        assertThat(child.listings).hasValue(2);
    }

    @Test
    void cleanUpAfterARestartSaysThatTheListingFailed() {
        List<Answer> journaled = solver(child).plan(challenge("www.sub.example.test"));
        child.unlistable = true;
        Dns01Solver restarted = solver(child);

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> restarted.cleanUp(journaled))
                .withMessageContaining("Too many calls.");
    }
}
