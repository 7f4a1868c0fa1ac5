package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsSecondary;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wait against a secondary that follows late, and a primary that fails in between. */
class LaggingSecondaryTest {
    private static final String NAME = "_acme-challenge.example.test";

    @Test
    void theWaitEndsWhenTheLastServerHasFollowed() {
        try (DnsServer dns = DnsServer.withZone("example.test").start();
                DnsProvider provider = DnsProviders.named("rfc2136", dns.rfc2136Settings())) {
            DnsSecondary secondary = dns.secondary();
            dns.onQuery(NAME, "TXT").times(2).servfail();
            Dns01Solver solver = Dns01Solver.builder(provider)
                    .resolver(dns.address())
                    .authoritativeServers(dns.address(), secondary.address())
                    .pollInterval(Duration.ofMillis(10))
                    .queryTimeout(Duration.ofSeconds(10))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            Challenge challenge = Challenges.dns01("example.test");

            List<Answer> answers = solver.plan(List.of(challenge));
            secondary.followAfter(3);
            solver.present(answers);
            assertThat(secondary.txt(NAME)).isEmpty();
            solver.await(answers);

            assertThat(secondary.txt(NAME)).containsExactly(challenge.txtValue());
            assertThat(secondary.queries())
                    .filteredOn(query -> query.type().equals("TXT"))
                    .as("three from the past, one that sees it")
                    .hasSize(4)
                    .extracting(DnsQuery::name)
                    .containsOnly(NAME);
            assertThat(dns.queries(NAME, "TXT")).hasSizeGreaterThan(2);
        }
    }
}
