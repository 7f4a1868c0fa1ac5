package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dns-01 engine against authoritative servers in this JVM. */
class Dns01SolverTest {
    private static final URI ACCOUNT = URI.create("https://ca.example.test/account/1");
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

    private static Challenge challenge(String name, String token) {
        return new Challenge(DomainName.of(name), ChallengeType.DNS_01, token, token + ".thumbprint", ACCOUNT);
    }

    private static void present(Dns01Solver solver, List<Challenge> challenges) {
        solver.present(solver.plan(challenges));
    }

    @Test
    void nameAndWildcardGoOutInOneBatchAndOnlyTheyAreDeleted() {
        dns.set(NAME, "TXT", "\"somebody-else\"");
        Challenge apex = challenge("example.test", "apex");
        Challenge wildcard = challenge("example.test", "wildcard");
        Dns01Solver solver = solver().build();

        solver.present(solver.plan(List.of(apex, wildcard)));
        solver.await(solver.plan(List.of(apex, wildcard)));

        assertThat(provider.appended).hasSize(1);
        assertThat(provider.appended.get(0).zone()).isEqualTo(DnsZone.of("example.test"));
        assertThat(dns.txt(NAME)).containsExactlyInAnyOrder("somebody-else", apex.txtValue(), wildcard.txtValue());

        solver.cleanUp(solver.plan(List.of(apex, wildcard)));

        assertThat(provider.deleted).hasSize(1);
        assertThat(dns.txt(NAME)).containsExactly("somebody-else");
    }

    @Test
    void namesInSeveralZonesMakeOneBatchForEachZone() {
        Challenge here = challenge("a.example.test", "one");
        Challenge alsoHere = challenge("b.example.test", "two");
        Challenge there = challenge("acme.vendor.test", "three");

        present(solver().build(), List.of(here, there, alsoHere));

        assertThat(provider.appended)
                .extracting(RecordingProvider.Batch::zone, RecordingProvider.Batch::values)
                .containsExactlyInAnyOrder(
                        tuple(DnsZone.of("example.test"), List.of(here.txtValue(), alsoHere.txtValue())),
                        tuple(DnsZone.of("acme.vendor.test"), List.of(there.txtValue())));
    }

    @Test
    void cnamesAreFollowedIntoTheZoneTheyEndIn() {
        dns.set(NAME, "CNAME", "hop.example.test.");
        dns.set("hop.example.test", "CNAME", "customer-7.acme.vendor.test.");
        RecordingProvider vendor = new RecordingProvider(dns, "acme.vendor.test");
        Dns01Solver solver = solverFor(vendor).build();
        List<Challenge> challenges = List.of(challenge("example.test", "token"));

        solver.present(solver.plan(challenges));
        solver.await(solver.plan(challenges));

        assertThat(dns.txt("customer-7.acme.vendor.test"))
                .containsExactly(challenges.get(0).txtValue());
        solver.cleanUp(solver.plan(challenges));
        assertThat(dns.txt("customer-7.acme.vendor.test")).isEmpty();
    }

    @Test
    void anotherSolverCleansUpWhereTheAnswerWasPutThoughTheCnameIsGone() {
        dns.set(NAME, "CNAME", "customer-7.acme.vendor.test.");
        Dns01Solver died = solver().build();
        List<Answer> journaled = died.plan(List.of(challenge("example.test", "token")));
        died.present(journaled);
        dns.set(NAME, "TXT", "\"somebody-else\"");

        solver().build().cleanUp(journaled);

        assertThat(dns.txt("customer-7.acme.vendor.test")).isEmpty();
        assertThat(dns.txt(NAME)).containsExactly("somebody-else");
    }

    @Test
    void answerInAZoneNobodyHoldsAnyMoreIsNamed() {
        List<Answer> journaled = List.of(new Answer(challenge("example.test", "token"), "lost.test txt.lost.test"));
        Dns01Solver solver = solver().build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.cleanUp(journaled))
                .withMessageContaining("txt.lost.test")
                .withMessageContaining("No provider given holds the zone lost.test");
    }

    @Test
    void placeThatNoSolverOfThisKindWroteIsRefused() {
        List<Answer> foreign = List.of(new Answer(challenge("example.test", "token"), "/var/www/html"));
        Dns01Solver solver = solver().build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.cleanUp(foreign))
                .withMessageContaining("\"/var/www/html\" names no TXT record");
    }

    @Test
    void cnamesWithoutEndAreReported() {
        dns.set(NAME, "CNAME", "loop.example.test.");
        dns.set("loop.example.test", "CNAME", NAME + ".");

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> present(solver().build(), List.of(challenge("example.test", "token"))))
                .withMessageContaining("never end")
                .withMessageContaining("loop.example.test");
        assertThat(provider.appended).isEmpty();
    }

    @Test
    void soaBehindCnameIsNotTakenForTheZone() {
        dns.set("www.example.test", "CNAME", "acme.vendor.test.");

        present(solver().build(), List.of(challenge("www.example.test", "token")));

        assertThat(provider.appended)
                .singleElement()
                .extracting(RecordingProvider.Batch::zone)
                .isEqualTo(DnsZone.of("example.test"));
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
                            List.of(challenge("example.test", "token"))))
                    .withMessageContaining("cut out of example.test")
                    .withMessageContaining("CNAME");
            assertThat(parentOnly.appended).isEmpty();

            RecordingProvider both = new RecordingProvider(cut, "example.test", NAME);
            present(
                    Dns01Solver.builder(both).resolver(cut.address()).build(),
                    List.of(challenge("example.test", "token")));
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
                .isThrownBy(() -> present(solverFor(other).build(), List.of(challenge("example.test", "token"))))
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
                    List.of(challenge("www.sub.example.test", "token")));

            assertThat(child.appended).hasSize(1);
            assertThat(parent.appended).isEmpty();
        }
    }

    @Test
    void providerThatCannotListZonesGetsTheZoneOfTheSoa() {
        RecordingProvider silent = new RecordingProvider(dns);

        present(solverFor(silent).build(), List.of(challenge("deep.down.example.test", "token")));

        assertThat(silent.appended)
                .singleElement()
                .extracting(RecordingProvider.Batch::zone)
                .isEqualTo(DnsZone.of("example.test"));
    }

    @Test
    void oneServerBehindTheOthersHoldsUpTheWaitAndIsNamed() {
        try (DnsServer secondary = DnsServer.withZone("example.test").start()) {
            Challenge challenge = challenge("example.test", "token");
            Dns01Solver solver = solver().authoritativeServers(dns.address(), secondary.address())
                    .timeout(Duration.ofMillis(200))
                    .build();
            solver.present(solver.plan(List.of(challenge)));

            PropagationTimeoutException late = catchThrowableOfType(
                    PropagationTimeoutException.class, () -> solver.await(solver.plan(List.of(challenge))));

            String behind = "127.0.0.1:" + secondary.address().getPort();
            assertThat(late.unseen()).singleElement().satisfies(unseen -> {
                assertThat(unseen.server()).contains(behind);
                assertThat(unseen.name()).isEqualTo(DomainName.of(NAME));
                assertThat(unseen.missing()).containsExactly(challenge.txtValue());
                assertThat(unseen.seen()).startsWith("NXDOMAIN, with the SOA serial ");
            });
            assertThat(late).hasMessageContaining(behind).hasMessageContaining(challenge.txtValue());

            secondary.set(NAME, "TXT", '"' + challenge.txtValue() + '"');
            solver.await(solver.plan(List.of(challenge)));
        }
    }

    @Test
    void serverWithOneValueOfTwoIsNotEnough() {
        try (DnsServer secondary = DnsServer.withZone("example.test").start()) {
            Challenge apex = challenge("example.test", "apex");
            Challenge wildcard = challenge("example.test", "wildcard");
            secondary.set(NAME, "TXT", '"' + apex.txtValue() + '"');
            Dns01Solver solver = solver().authoritativeServers(dns.address(), secondary.address())
                    .timeout(Duration.ofMillis(200))
                    .build();
            solver.present(solver.plan(List.of(apex, wildcard)));

            PropagationTimeoutException late = catchThrowableOfType(
                    PropagationTimeoutException.class, () -> solver.await(solver.plan(List.of(apex, wildcard))));

            assertThat(late.unseen()).singleElement().satisfies(unseen -> {
                assertThat(unseen.missing()).containsExactly(wildcard.txtValue());
                assertThat(unseen.seen()).contains(apex.txtValue());
            });
        }
    }

    @Test
    void serverThatDoesNotAnswerHoldsUpTheWait() {
        InetSocketAddress silent = new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
        Dns01Solver solver = solver().authoritativeServers(dns.address(), silent)
                .timeout(Duration.ofMillis(100))
                .queryTimeout(Duration.ofMillis(100))
                .build();
        List<Challenge> challenges = List.of(challenge("example.test", "token"));
        solver.present(solver.plan(challenges));

        assertThatExceptionOfType(PropagationTimeoutException.class)
                .isThrownBy(() -> solver.await(solver.plan(challenges)))
                .withMessageContaining(":" + silent.getPort())
                .withMessageContaining("where it answers nothing");
    }

    @Test
    void nameServerWithoutAddressHoldsUpTheWait() {
        dns.set("example.test", "NS", "ns1.example.test.", "gone.example.test.");
        Dns01Solver solver = solver().timeout(Duration.ofMillis(100)).build();
        List<Challenge> challenges = List.of(challenge("example.test", "token"));
        solver.present(solver.plan(challenges));

        PropagationTimeoutException late =
                catchThrowableOfType(PropagationTimeoutException.class, () -> solver.await(solver.plan(challenges)));

        assertThat(late.unseen()).singleElement().satisfies(unseen -> {
            assertThat(unseen.server()).isEqualTo("gone.example.test");
            assertThat(unseen.seen()).contains("no address");
        });
    }

    @Test
    void answersTooLongForUdpAreReadOverTcp() {
        dns.set(
                NAME,
                "TXT",
                IntStream.range(0, 20)
                        .mapToObj(i -> '"' + "x".repeat(200) + i + '"')
                        .toArray(String[]::new));
        List<Challenge> challenges = List.of(challenge("example.test", "token"));
        Dns01Solver solver = solver().build();

        solver.present(solver.plan(challenges));
        solver.await(solver.plan(challenges));

        assertThat(dns.txt(NAME)).hasSize(21);
    }

    @Test
    void cleanUpDeletesWhatAFailedPresentMayHaveWritten() {
        provider.broken.add(DnsZone.of("acme.vendor.test"));
        Challenge good = challenge("example.test", "good");
        Challenge bad = challenge("acme.vendor.test", "bad");
        Dns01Solver solver = solver().build();

        assertThatExceptionOfType(DnsProviderException.class)
                .isThrownBy(() -> solver.present(solver.plan(List.of(good, bad))));
        solver.cleanUp(solver.plan(List.of(good, bad)));

        assertThat(dns.txt(NAME)).isEmpty();
        assertThat(provider.deleted)
                .extracting(RecordingProvider.Batch::zone)
                .containsExactlyInAnyOrder(DnsZone.of("example.test"), DnsZone.of("acme.vendor.test"));
    }

    @Test
    void valueSharedByTwoOrdersStaysUntilTheLastIsDone() {
        List<Challenge> shared = List.of(challenge("example.test", "token"));
        Dns01Solver solver = solver().build();
        solver.present(solver.plan(shared));
        solver.present(solver.plan(shared));

        solver.cleanUp(solver.plan(shared));
        assertThat(dns.txt(NAME)).containsExactly(shared.get(0).txtValue());

        solver.cleanUp(solver.plan(shared));
        assertThat(dns.txt(NAME)).isEmpty();
    }

    @Test
    void unreachableResolverIsNamed() {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
        Dns01Solver solver =
                solver().resolver(nobody).queryTimeout(Duration.ofMillis(200)).build();

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> present(solver, List.of(challenge("example.test", "token"))))
                .withMessageContaining(":" + nobody.getPort())
                .withMessageContaining("resolver()");
    }

    @Test
    void splitHorizonTakesTheProvidersZoneWhenServersAreNamed() {
        try (DnsServer outside = DnsServer.withZone("other.test").start()) {
            Dns01Solver solver = solver().resolver(outside.address())
                    .authoritativeServers(dns.address())
                    .build();
            List<Challenge> challenges = List.of(challenge("example.test", "token"));

            solver.present(solver.plan(challenges));
            solver.await(solver.plan(challenges));

            assertThat(dns.txt(NAME)).hasSize(1);
        }
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
