package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes out in which batch and is taken away again, against authoritative servers in this JVM. */
class Dns01SolverTest {
    private static final String NAME = "_acme-challenge.example.test";
    private static final Duration SOON = Duration.ofMillis(20);

    private DnsServer dns;
    private RecordingProvider provider;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").zone("acme.vendor.test").start();
        provider = new RecordingProvider(dns, "example.test", "acme.vendor.test");
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Dns01Solver.Builder solver() {
        return solverFor(provider);
    }

    private Dns01Solver.Builder solverFor(RecordingProvider given) {
        return Dns01Solver.builder(given)
                .resolver(dns.address())
                .authoritativePort(dns.address().getPort())
                .pollInterval(SOON)
                .queryTimeout(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(20));
    }

    private static void present(Dns01Solver solver, List<Challenge> challenges) {
        solver.present(solver.plan(challenges));
    }

    @Test
    void nameAndWildcardGoOutInOneBatchAndOnlyTheyAreDeleted() {
        dns.set(NAME, "TXT", "\"somebody-else\"");
        Challenge apex = Challenges.dns01("example.test", "apex");
        Challenge wildcard = Challenges.dns01("example.test", "wildcard");
        Dns01Solver solver = solver().build();

        List<Answer> answers = solver.plan(List.of(apex, wildcard));
        solver.present(answers);
        solver.await(answers);

        assertThat(provider.appended).hasSize(1);
        assertThat(provider.appended.get(0).zone()).isEqualTo(DnsZone.of("example.test"));
        assertThat(dns.txt(NAME)).containsExactlyInAnyOrder("somebody-else", apex.txtValue(), wildcard.txtValue());

        solver.cleanUp(answers);

        assertThat(provider.deleted).hasSize(1);
        assertThat(dns.txt(NAME)).containsExactly("somebody-else");
    }

    @Test
    void vendorsThatKnowWhenTheirServersAreInSyncAreAwaitedForEachZone() {
        List<Challenge> challenges =
                List.of(Challenges.dns01("a.example.test", "one"), Challenges.dns01("acme.vendor.test", "two"));
        Dns01Solver solver = solver().build();

        present(solver, challenges);
        assertThat(provider.awaited).isEmpty();
        solver.await(solver.plan(challenges));

        assertThat(provider.awaited).containsOnlyKeys(DnsZone.of("example.test"), DnsZone.of("acme.vendor.test"));
        assertThat(provider.awaited.values())
                .allSatisfy(limit -> assertThat(limit).isPositive().isLessThanOrEqualTo(solver.awaitLimit()));
    }

    /** The servers are asked afterwards, whatever the vendor says of them. */
    @Test
    void aVendorThatCannotSayForNowHoldsNothingUp() {
        List<Challenge> challenges = List.of(Challenges.dns01("example.test", "one"));
        Dns01Solver solver = solver().build();
        present(solver, challenges);

        provider.inSyncFailure = DnsProviderException.Kind.RATE_LIMITED;
        solver.await(solver.plan(challenges));

        provider.inSyncFailure = DnsProviderException.Kind.CANCELLED;
        assertThatExceptionOfType(DnsProviderException.class).isThrownBy(() -> solver.await(solver.plan(challenges)));
    }

    @Test
    void namesInSeveralZonesMakeOneBatchForEachZone() {
        Challenge here = Challenges.dns01("a.example.test", "one");
        Challenge alsoHere = Challenges.dns01("b.example.test", "two");
        Challenge there = Challenges.dns01("acme.vendor.test", "three");

        present(solver().build(), List.of(here, there, alsoHere));

        assertThat(provider.appended)
                .extracting(RecordingProvider.Batch::zone, RecordingProvider.Batch::values)
                .containsExactlyInAnyOrder(
                        tuple(DnsZone.of("example.test"), List.of(here.txtValue(), alsoHere.txtValue())),
                        tuple(DnsZone.of("acme.vendor.test"), List.of(there.txtValue())));
    }

    /** Were it otherwise, two orders could each wait for room at a name that the other has taken up. */
    @Test
    void zonesAreWrittenInTheOrderOfTheirNames() {
        Challenge there = Challenges.dns01("acme.vendor.test", "one");
        Challenge here = Challenges.dns01("example.test", "two");

        present(solver().build(), List.of(here, there));
        present(solver().build(), List.of(there, here));

        assertThat(provider.appended)
                .extracting(batch -> batch.zone().toString())
                .containsExactly("acme.vendor.test", "example.test", "acme.vendor.test", "example.test");
    }

    @Test
    void answerInAZoneNobodyHoldsAnyMoreIsNamed() {
        List<Answer> journaled =
                List.of(new Answer(Challenges.dns01("example.test", "token"), "lost.test txt.lost.test 1f"));
        Dns01Solver solver = solver().build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.cleanUp(journaled))
                .withMessageContaining("txt.lost.test")
                .withMessageContaining("No provider given holds the zone lost.test");
    }

    @Test
    void placeThatNoSolverOfThisKindWroteIsRefused() {
        List<Answer> foreign = List.of(new Answer(Challenges.dns01("example.test", "token"), "/var/www/html"));
        Dns01Solver solver = solver().build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.cleanUp(foreign))
                .withMessageContaining("\"/var/www/html\" names no TXT record");
    }

    @Test
    void cleanUpDeletesWhatAFailedPresentMayHaveWritten() {
        provider.broken.add(DnsZone.of("acme.vendor.test"));
        Challenge good = Challenges.dns01("example.test", "good");
        Challenge bad = Challenges.dns01("acme.vendor.test", "bad");
        Dns01Solver solver = solver().build();
        List<Answer> answers = solver.plan(List.of(good, bad));

        assertThatExceptionOfType(DnsProviderException.class).isThrownBy(() -> solver.present(answers));
        solver.cleanUp(answers);

        assertThat(dns.txt(NAME)).isEmpty();
        assertThat(provider.deleted)
                .extracting(RecordingProvider.Batch::zone)
                .containsExactlyInAnyOrder(DnsZone.of("example.test"), DnsZone.of("acme.vendor.test"));
    }

    @Test
    void valueSharedByTwoOrdersStaysUntilTheLastIsDone() {
        List<Challenge> shared = List.of(Challenges.dns01("example.test", "token"));
        Dns01Solver solver = solver().build();
        List<Answer> first = solver.plan(shared);
        List<Answer> second = solver.plan(shared);
        solver.present(first);
        solver.present(second);

        solver.cleanUp(first);
        assertThat(dns.txt(NAME)).containsExactly(shared.get(0).txtValue());

        solver.cleanUp(second);
        assertThat(dns.txt(NAME)).isEmpty();
    }

    @Test
    void cleanUpThatIsRepeatedTakesNothingFromAnotherOrder() {
        Challenge shared = Challenges.dns01("example.test", "shared");
        Challenge own = Challenges.dns01("acme.vendor.test", "own");
        Dns01Solver solver = solver().build();
        List<Answer> first = solver.plan(List.of(shared, own));
        List<Answer> second = solver.plan(List.of(shared));
        solver.present(first);
        solver.present(second);

        provider.undeletable = true;
        assertThatExceptionOfType(ChallengeSolverException.class).isThrownBy(() -> solver.cleanUp(first));
        provider.undeletable = false;
        solver.cleanUp(first);
        assertThat(dns.txt(NAME)).as("the second order still needs it").containsExactly(shared.txtValue());

        solver.cleanUp(second);
        assertThat(dns.txt(NAME)).isEmpty();
    }

    @Test
    void orderThatGoesOnAfterAnInterruptionStillTakesItsValueAway() {
        Dns01Solver solver = solver().build();
        List<Answer> answers = solver.plan(List.of(Challenges.dns01("example.test", "token")));
        solver.present(answers);
        solver.present(answers);

        solver.cleanUp(answers);
        assertThat(dns.txt(NAME)).isEmpty();
    }

    @Test
    void buildReportsEveryProblem() {
        InvalidModelException invalid = catchThrowableOfType(
                InvalidModelException.class,
                () -> Dns01Solver.builder(provider)
                        .timeout(Duration.ZERO)
                        .pollInterval(Duration.ofSeconds(-1))
                        .authoritativePort(70_000)
                        .build());

        assertThat(invalid.problems())
                .extracting(problem -> problem.field())
                .containsExactly("timeout", "pollInterval", "authoritativePort");
    }

    @Test
    void addressesAreNotForDns() {
        Dns01Solver solver = solver().build();

        assertThat(solver.supports(IpAddress.of("192.0.2.1"))).isFalse();
        assertThat(solver.supports(DomainName.of("*.example.test"))).isTrue();
    }
}
