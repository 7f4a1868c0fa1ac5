package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CNAMEs at {@code _acme-challenge}: where they lead, and that they are not gone behind the zone's back. */
class DelegatedNameTest {
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
    void cnamesAreFollowedIntoTheZoneTheyEndIn() {
        dns.set(NAME, "CNAME", "hop.example.test.");
        dns.set("hop.example.test", "CNAME", "customer-7.acme.vendor.test.");
        RecordingProvider vendor = new RecordingProvider(dns, "acme.vendor.test");
        Dns01Solver solver = solverFor(vendor).build();
        List<Challenge> challenges = List.of(Challenges.dns01("example.test", "token"));

        List<Answer> answers = solver.plan(challenges);
        solver.present(answers);
        solver.await(answers);

        assertThat(dns.txt("customer-7.acme.vendor.test"))
                .containsExactly(challenges.get(0).txtValue());
        solver.cleanUp(answers);
        assertThat(dns.txt("customer-7.acme.vendor.test")).isEmpty();
    }

    @Test
    void namesThatLeadToOneRecordAreNoMoreThanItsProviderKeepsValues() {
        List<Challenge> challenges = new ArrayList<>();
        for (String name : List.of("example.test", "a.example.test", "b.example.test")) {
            dns.set("_acme-challenge." + name, "CNAME", "customer-7.acme.vendor.test.");
            challenges.add(Challenges.dns01(name, "token-" + challenges.size()));
        }
        RecordingProvider vendor = new RecordingProvider(dns, "acme.vendor.test");
        vendor.valuesAtAName = 2;
        Dns01Solver solver = solverFor(vendor).build();

        assertThat(solver.plan(challenges.subList(0, 2))).hasSize(2);
        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.plan(challenges))
                .withMessageContaining("needs 3 values at customer-7.acme.vendor.test, where its provider keeps 2");
    }

    @Test
    void anotherSolverCleansUpWhereTheAnswerWasPutThoughTheCnameIsGone() {
        dns.set(NAME, "CNAME", "customer-7.acme.vendor.test.");
        Dns01Solver died = solver().build();
        List<Answer> journaled = died.plan(List.of(Challenges.dns01("example.test", "token")));
        died.present(journaled);
        dns.set(NAME, "TXT", "\"somebody-else\"");

        solver().build().cleanUp(journaled);

        assertThat(dns.txt("customer-7.acme.vendor.test")).isEmpty();
        assertThat(dns.txt(NAME)).containsExactly("somebody-else");
    }

    @Test
    void cnamesWithoutEndAreReported() {
        dns.set(NAME, "CNAME", "loop.example.test.");
        dns.set("loop.example.test", "CNAME", NAME + ".");

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> present(solver().build(), List.of(Challenges.dns01("example.test", "token"))))
                .withMessageContaining("never end")
                .withMessageContaining("loop.example.test");
        assertThat(provider.appended).isEmpty();
    }

    @Test
    void soaBehindCnameIsNotTakenForTheZone() {
        dns.set("www.example.test", "CNAME", "acme.vendor.test.");

        present(solver().build(), List.of(Challenges.dns01("www.example.test", "token")));

        assertThat(provider.appended)
                .singleElement()
                .extracting(RecordingProvider.Batch::zone)
                .isEqualTo(DnsZone.of("example.test"));
    }
}
