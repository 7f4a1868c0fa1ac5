package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which zone and which provider a record goes to when what providers list and what the DNS says differ. */
class ZoneChoiceTest {
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
        return List.of(new Challenge(
                DomainName.of(name),
                ChallengeType.DNS_01,
                "token",
                "token.thumbprint",
                URI.create("https://ca.example.test/account/1")));
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
        AtomicLong time = new AtomicLong();
        RecordingProvider provider = new RecordingProvider(dns, "example.test");
        ZoneListings listings = new ZoneListings(List.of(provider), time::get);
        listings.current();

        time.addAndGet(ZoneListings.AGE.toNanos() - 1);
        listings.current();
        assertThat(provider.listings).hasValue(1);

        time.addAndGet(1);
        listings.current();
        assertThat(provider.listings).hasValue(2);
    }
}
