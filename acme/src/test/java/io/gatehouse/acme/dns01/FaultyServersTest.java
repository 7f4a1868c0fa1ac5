package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsQuery.Transport;
import io.gatehouse.testkit.DnsSecondary;
import io.gatehouse.testkit.DnsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that lie, are slow, truncate, refuse, fall silent or know nothing of the zone. */
class FaultyServersTest {
    private static final String NAME = "_acme-challenge.example.test";
    private static final Challenge CHALLENGE = Challenges.dns01("example.test");
    private static final Duration LONG = Duration.ofSeconds(60);
    /** How long silence is listened to; a server that answers must have answered by then, on a busy machine too. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private DnsServer dns;
    private DnsSecondary secondary;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").start();
        secondary = dns.secondary();
        secondary.followAlways();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Dns01Solver.Builder solver() {
        return Dns01Solver.builder(new RecordingProvider(dns, "example.test"))
                .resolver(dns.address())
                .authoritativeServers(dns.address(), secondary.address())
                .pollInterval(Duration.ofMillis(10))
                .queryTimeout(Duration.ofSeconds(5))
                .timeout(LONG);
    }

    private static List<Answer> present(Dns01Solver solver) {
        List<Answer> answers = solver.plan(List.of(CHALLENGE));
        solver.present(answers);
        return answers;
    }

    private static PropagationTimeoutException awaitInVain(Dns01Solver solver) {
        List<Answer> answers = present(solver);
        return catchThrowableOfType(PropagationTimeoutException.class, () -> solver.await(answers));
    }

    @Test
    void truncatedAnswerIsReadOverTcp() {
        Dns01Solver solver = solver().build();
        try (DnsFault truncating = dns.onQuery(NAME, "TXT").truncate()) {
            List<Answer> answers = present(solver);
            solver.await(answers);

            assertThat(truncating.hits()).isPositive();
        }
        assertThat(dns.queries(NAME, "TXT"))
                .extracting(DnsQuery::transport)
                .containsExactly(Transport.UDP, Transport.TCP);
    }

    @Test
    void slowAnswerIsWaitedFor() {
        Dns01Solver solver = solver().queryTimeout(LONG).build();
        List<Answer> answers = present(solver);
        CompletableFuture<Void> waiting;
        try (DnsFault slow = secondary.onQuery(NAME, "TXT").times(1).hold()) {
            waiting = CompletableFuture.runAsync(() -> solver.await(answers));
            slow.awaitHits(1, LONG);
            assertThat(waiting).isNotDone();
        }
        waiting.join();
    }

    @Test
    void lostQuestionIsAskedAgain() {
        Dns01Solver solver = solver().queryTimeout(SILENCE).build();
        DnsFault lost = dns.onQuery(NAME, "TXT").times(3).silence();

        solver.await(present(solver));

        assertThat(lost.hits()).isEqualTo(3);
    }

    @Test
    void serverThatRefusesIsPassedOverWhenAnotherHasEveryValue() {
        DnsFault lame = secondary.onEveryQuery().refused();
        Dns01Solver solver = solver().build();

        solver.await(present(solver));

        assertThat(lame.hits()).isGreaterThanOrEqualTo(PropagationWait.TRIES);
    }

    @Test
    void serverWhoseZoneHasExpiredIsPassedOverToo() {
        DnsFault expired = secondary.onQuery(NAME, "TXT").servfail();
        Dns01Solver solver = solver().build();

        solver.await(present(solver));

        assertThat(expired.hits()).isEqualTo(PropagationWait.TRIES);
    }

    @Test
    void nobodyIsPassedOverWhenNoneHasTheValues() {
        dns.onQuery(NAME, "TXT").refused();
        secondary.onQuery(NAME, "TXT").servfail();

        PropagationTimeoutException late =
                awaitInVain(solver().timeout(Duration.ofMillis(500)).build());

        assertThat(late.unseen()).hasSize(2);
        assertThat(late).hasMessageContaining("REFUSED").hasMessageContaining("SERVFAIL");
    }

    @Test
    void serverThatLiesIsNotPassedOverAndIsQuoted() {
        secondary.onQuery(NAME, "TXT").answer("\"another-value\"");

        PropagationTimeoutException late =
                awaitInVain(solver().timeout(Duration.ofMillis(500)).build());

        assertThat(late.unseen()).singleElement().satisfies(unseen -> {
            assertThat(unseen.server()).contains(":" + secondary.address().getPort());
            assertThat(unseen.missing()).containsExactly(CHALLENGE.txtValue());
            assertThat(unseen.seen()).startsWith("[another-value]");
        });
    }

    @Test
    void serverThatDeniesTheNameIsNotPassedOver() {
        secondary.onQuery(NAME, "TXT").nxdomain();

        PropagationTimeoutException late =
                awaitInVain(solver().timeout(Duration.ofMillis(500)).build());

        assertThat(late).hasMessageContaining("NXDOMAIN");
    }

    @Test
    void answerTooLongForUdpIsReadOverTcp() {
        dns.set(
                NAME,
                "TXT",
                IntStream.range(0, 20)
                        .mapToObj(i -> '"' + "x".repeat(200) + i + '"')
                        .toArray(String[]::new));
        Dns01Solver solver = solver().build();

        solver.await(present(solver));

        assertThat(dns.txt(NAME)).hasSize(21);
    }

    @Test
    void serverWhoseLongAnswersCannotBeReadIsPassedOver() {
        secondary.onQuery(NAME, "TXT").truncate();
        DnsFault closed = secondary.onEveryQuery().over(Transport.TCP).hangUp();
        Dns01Solver solver = solver().build();

        solver.await(present(solver));

        assertThat(closed.hits()).isEqualTo(PropagationWait.TRIES);
    }

    @Test
    void serverBehindAFirewallThatLetsTcpThroughIsAskedOverTcp() {
        secondary.onEveryQuery().over(Transport.UDP).silence();
        Dns01Solver solver = solver().queryTimeout(SILENCE).build();

        solver.await(present(solver));

        assertThat(secondary.queries()).extracting(DnsQuery::transport).containsSequence(Transport.UDP, Transport.TCP);
    }

    @Test
    void serverThatDoesNotServeTheZoneIsPassedOver() {
        try (DnsServer lame = DnsServer.withZone("test")
                .record("example.test", "NS", "ns1.example.test.")
                .start()) {
            Dns01Solver solver =
                    solver().authoritativeServers(dns.address(), lame.address()).build();

            solver.await(present(solver));

            assertThat(lame.queries(NAME, "TXT")).hasSize(PropagationWait.TRIES);
        }
    }

    @Test
    void serverThatDoesNotServeTheZoneIsSaidToBeNone() {
        try (DnsServer lame = DnsServer.withZone("test")
                .record("example.test", "NS", "ns1.example.test.")
                .start()) {
            Dns01Solver solver = solver().authoritativeServers(secondary.address(), lame.address())
                    .timeout(Duration.ofMillis(300))
                    .build();
            secondary.follow();

            assertThat(awaitInVain(solver))
                    .hasMessageContaining("that there is none, and is no authority for the zone");
        }
    }

    @Test
    void valuesAtAnotherNameDoNotCount() {
        try (DnsServer other = DnsServer.withZone("example.test").start()) {
            other.set(NAME, "CNAME", "elsewhere.example.test.");
            other.set("elsewhere.example.test", "TXT", '"' + CHALLENGE.txtValue() + '"');
            Dns01Solver solver = solver().authoritativeServers(dns.address(), other.address())
                    .timeout(Duration.ofMillis(300))
                    .build();

            assertThat(awaitInVain(solver).unseen())
                    .singleElement()
                    .satisfies(
                            unseen -> assertThat(unseen.seen()).startsWith("with a CNAME to elsewhere.example.test"));
        }
    }

    @Test
    void serverThatIsSilentToTheEndIsPassedOverWhenTheTimeIsUp() {
        DnsFault silent = secondary.onEveryQuery().silence();
        Dns01Solver solver = solver().queryTimeout(SILENCE).timeout(SILENCE).build();

        solver.await(present(solver));

        assertThat(silent.hits()).isLessThan(2 * PropagationWait.TRIES);
    }

    @Test
    void serverThatServedTheZoneOnceIsWaitedForToTheEnd() {
        Dns01Solver solver =
                solver().queryTimeout(SILENCE).timeout(SILENCE.multipliedBy(2)).build();
        secondary.onQuery(NAME, "TXT").silence();
        secondary.onQuery(NAME, "TXT").times(1).nxdomain();

        assertThat(awaitInVain(solver)).hasMessageContaining("where it answers nothing (no answer within 500 ms)");
    }

    @Test
    void serverWithoutAddressIsPassedOverAndHoldsUpAWaitInWhichNobodyHasTheValues() {
        dns.set("example.test", "NS", "ns1.example.test.", "gone.example.test.");
        Dns01Solver.Builder byNsRecords = Dns01Solver.builder(new RecordingProvider(dns, "example.test"))
                .resolver(dns.address())
                .authoritativePort(dns.address().getPort())
                .pollInterval(Duration.ofMillis(10));
        Dns01Solver solver = byNsRecords.timeout(LONG).build();
        solver.await(present(solver));

        dns.onQuery(NAME, "TXT").nxdomain();
        PropagationTimeoutException late =
                awaitInVain(byNsRecords.timeout(Duration.ofMillis(100)).build());

        assertThat(late.unseen()).anySatisfy(unseen -> {
            assertThat(unseen.server()).isEqualTo("gone.example.test");
            assertThat(unseen.seen()).isEqualTo("nothing (its name has no address)");
        });
    }

    @Test
    void addressThatWasNeverResolvedIsSaidToBeNone() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("ns9.example.test", 53);
        Dns01Solver solver = solver().authoritativeServers(secondary.address(), nowhere)
                .timeout(Duration.ofMillis(100))
                .build();
        secondary.follow();

        assertThat(awaitInVain(solver)).hasMessageContaining("nothing (ns9.example.test has no address in the DNS)");
    }

    @Test
    void serversAreAskedAtOnce() {
        DnsSecondary third = dns.secondary();
        third.followAlways();
        Dns01Solver solver = solver().authoritativeServers(dns.address(), secondary.address(), third.address())
                .queryTimeout(LONG)
                .build();
        List<Answer> answers = present(solver);
        List<DnsFault> held = List.of(
                dns.onQuery(NAME, "TXT").hold(),
                secondary.onQuery(NAME, "TXT").hold(),
                third.onQuery(NAME, "TXT").hold());

        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> solver.await(answers));

        held.forEach(fault -> fault.awaitHits(1, LONG));
        assertThat(waiting).isNotDone();
        held.forEach(DnsFault::lift);
        waiting.join();
    }

    @Test
    void silentServerIsAskedForOneNameARound() {
        List<Challenge> thirty = IntStream.range(0, 30)
                .mapToObj(i -> Challenges.dns01("h" + i + ".example.test"))
                .toList();
        DnsFault silent = secondary.onEveryQuery().silence();
        Dns01Solver solver = solver().queryTimeout(SILENCE.dividedBy(2)).build();
        List<Answer> answers = solver.plan(thirty);
        assertThat(silent.hits()).as("one plan: over UDP and over TCP").isEqualTo(2);
        solver.present(answers);

        solver.await(answers);

        assertThat(silent.hits()).isEqualTo(2 + 2 * PropagationWait.TRIES);
    }
}
