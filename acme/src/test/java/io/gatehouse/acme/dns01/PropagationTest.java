package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.testkit.DnsSecondary;
import io.gatehouse.testkit.DnsServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is waited for, and what is said of those that stay behind. */
class PropagationTest {
    private static final String NAME = "_acme-challenge.example.test";
    private static final Challenge CHALLENGE = Challenges.dns01("example.test");
    private static final Duration LONG = Duration.ofSeconds(60);

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
    void serverBehindTheOthersHoldsUpTheWaitAndIsNamed() {
        secondary.follow();
        Dns01Solver solver = solver().timeout(Duration.ofMillis(200)).build();

        PropagationTimeoutException late = awaitInVain(solver);

        String behind = "127.0.0.1:" + secondary.address().getPort();
        assertThat(late.unseen()).singleElement().satisfies(unseen -> {
            assertThat(unseen.server()).contains(behind);
            assertThat(unseen.name()).isEqualTo(DomainName.of(NAME));
            assertThat(unseen.missing()).containsExactly(CHALLENGE.txtValue());
            assertThat(unseen.seen()).matches("NXDOMAIN, with the SOA serial \\d+");
        });
        assertThat(late)
                .hasMessageStartingWith("Waited 0 s in vain for " + behind + " to answer TXT [" + CHALLENGE.txtValue()
                        + "] at " + NAME + ", where it answers NXDOMAIN, with the SOA serial ")
                .hasMessageContaining("Others have every value");
        secondary.follow();
        solver.await(solver.plan(List.of(CHALLENGE)));
    }

    @Test
    void serverWithOneValueOfTwoIsNotEnough() {
        Challenge wildcard = Challenges.dns01("*.example.test", "wildcard");
        Dns01Solver solver = solver().timeout(Duration.ofMillis(200)).build();
        present(solver);
        secondary.follow();
        solver.present(solver.plan(List.of(wildcard)));

        PropagationTimeoutException late = catchThrowableOfType(
                PropagationTimeoutException.class, () -> solver.await(solver.plan(List.of(CHALLENGE, wildcard))));

        assertThat(late.unseen()).singleElement().satisfies(unseen -> {
            assertThat(unseen.missing()).containsExactly(wildcard.txtValue());
            assertThat(unseen.seen()).contains(CHALLENGE.txtValue());
        });
    }

    @Test
    void recordThatNoServerHasIsSaidToBeWrittenElsewhere() {
        try (DnsServer twin = DnsServer.withZone("example.test").start()) {
            Dns01Solver solver = Dns01Solver.builder(new RecordingProvider(twin, "example.test"))
                    .resolver(dns.address())
                    .authoritativeServers(dns.address(), secondary.address())
                    .pollInterval(Duration.ofMillis(10))
                    .timeout(Duration.ofMillis(200))
                    .build();

            PropagationTimeoutException late = awaitInVain(solver);

            assertThat(late.unseen()).hasSize(2);
            assertThat(late)
                    .hasMessageContaining("; and for ")
                    .hasMessageContaining("No server has every value: see that the DNS provider writes the zone");
        }
    }

    @Test
    void namedResolversAreAskedInPlaceOfTheServers() {
        secondary.onEveryQuery().nxdomain();
        Dns01Solver solver =
                solver().propagation(Propagation.byResolvers(dns.address())).build();

        solver.await(present(solver));

        assertThat(secondary.queries()).noneMatch(query -> query.type().equals("TXT"));
    }

    @Test
    void dnsOverHttpsIsAskedInPlaceOfTheServers() throws Exception {
        secondary.onEveryQuery().nxdomain();
        try (DohServer doh = new DohServer(dns.address())) {
            Dns01Solver solver = solver().propagation(Propagation.byDnsOverHttps(doh.trustingClient(), doh.uri()))
                    .build();

            solver.await(present(solver));

            assertThat(doh.questions).hasValue(1);
        }
    }

    @Test
    void dnsOverHttpsThatIsNotTrustedOrAnswersSomethingElseIsNamed() throws Exception {
        try (DohServer doh = new DohServer(dns.address())) {
            Dns01Solver.Builder impatient = solver().timeout(Duration.ofMillis(200));
            PropagationTimeoutException untrusted = awaitInVain(impatient
                    .propagation(Propagation.byDnsOverHttps(HttpClient.newHttpClient(), doh.uri()))
                    .build());
            assertThat(untrusted).hasMessageContaining(doh.uri().toString()).hasMessageContaining("certification path");
            assertThat(doh.questions).hasValue(0);

            doh.contentType = "text/html";
            PropagationTimeoutException notDns = awaitInVain(impatient
                    .propagation(Propagation.byDnsOverHttps(doh.trustingClient(), doh.uri()))
                    .build());
            assertThat(notDns).hasMessageContaining("HTTP 200 with \"text/html\"");
        }
    }

    @Test
    void uncheckedAsksNobody() {
        secondary.onEveryQuery().nxdomain();
        Dns01Solver solver = solver().propagation(Propagation.unchecked()).build();

        solver.await(present(solver));

        assertThat(dns.queries(NAME, "TXT")).isEmpty();
    }

    @Test
    void propagationThatMakesNoSenseIsRefused() {
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(Propagation::byResolvers);
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> Propagation.byDnsOverHttps(
                        HttpClient.newHttpClient(), URI.create("http://dns.example.test/dns-query")))
                .withMessageContaining("http://dns.example.test/dns-query");
    }
}
