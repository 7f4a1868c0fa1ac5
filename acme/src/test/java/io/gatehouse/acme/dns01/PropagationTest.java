package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsSecondary;
import io.gatehouse.testkit.DnsServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is waited for, and servers that lie, are slow, truncate, refuse, fall silent or stay behind. */
class PropagationTest {
    private static final String NAME = "_acme-challenge.example.test";
    private static final Challenge CHALLENGE = new Challenge(
            DomainName.of("example.test"),
            ChallengeType.DNS_01,
            "token",
            "token.thumbprint",
            URI.create("https://ca.example.test/account/1"));
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
    void truncatedAnswerIsReadOverTcp() {
        Dns01Solver solver = solver().build();
        try (DnsFault truncating = dns.onQuery(NAME, "TXT").truncate()) {
            List<Answer> answers = present(solver);
            solver.await(answers);

            assertThat(truncating.hits()).isPositive();
        }
        assertThat(dns.queries(NAME, "TXT"))
                .extracting(DnsQuery::transport)
                .containsExactly(DnsQuery.Transport.UDP, DnsQuery.Transport.TCP);
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
        Dns01Solver solver = solver().queryTimeout(Duration.ofMillis(300)).build();
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
    void serverThatStayedBehindIsNamedWithItsSerial() {
        try (DnsServer primary = DnsServer.withZone("example.test").start()) {
            DnsSecondary behind = primary.secondary();
            Dns01Solver solver = Dns01Solver.builder(new RecordingProvider(primary, "example.test"))
                    .resolver(primary.address())
                    .authoritativeServers(primary.address(), behind.address())
                    .pollInterval(Duration.ofMillis(10))
                    .timeout(Duration.ofMillis(300))
                    .build();

            PropagationTimeoutException late = awaitInVain(solver);

            assertThat(late.unseen())
                    .singleElement()
                    .satisfies(unseen -> assertThat(unseen.seen()).matches("NXDOMAIN, with the SOA serial \\d+"));
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
