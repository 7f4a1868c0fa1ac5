package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.testkit.DnsFault;
import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the records of an order's many names belong is asked at once, and nothing twice. */
class ManyLookupsTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int NAMES = 20;

    private final ExecutorService orders = Executors.newCachedThreadPool();
    private final List<Challenge> challenges = IntStream.range(0, NAMES)
            .mapToObj(i -> Challenges.dns01("h" + i + ".example.test", "token-" + i))
            .toList();
    private DnsServer dns;
    private Dns01Solver solver;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").start();
        solver = Dns01Solver.builder(new RecordingProvider(dns, "example.test"))
                .resolver(dns.address())
                .queryTimeout(LONG)
                .build();
    }

    @AfterEach
    void stop() {
        orders.shutdownNow();
        dns.close();
    }

    private static String record(int name) {
        return "_acme-challenge.h" + name + ".example.test";
    }

    private void allAreAskedBeforeAnyIsAnswered(String type) {
        try (DnsFault first = dns.onQuery(record(1), type).hold();
                DnsFault last = dns.onQuery(record(NAMES - 1), type).hold()) {
            CompletableFuture<List<Answer>> planned =
                    CompletableFuture.supplyAsync(() -> solver.plan(challenges), orders);
            first.awaitHits(1, LONG.dividedBy(2));
            last.awaitHits(1, LONG.dividedBy(2));
            assertThat(planned).isNotDone();
            first.lift();
            last.lift();
            assertThat(planned.join()).hasSize(NAMES);
        }
    }

    @Test
    void cnamesAreAskedForAtOnce() {
        allAreAskedBeforeAnyIsAnswered("CNAME");
    }

    @Test
    void zonesAreAskedForAtOnce() {
        allAreAskedBeforeAnyIsAnswered("SOA");
    }

    @Test
    void noNameIsAskedForItsSoaTwice() {
        dns.set(record(3), "CNAME", record(4) + ".");

        solver.plan(challenges);

        assertThat(dns.queries())
                .filteredOn(query -> query.type().equals("SOA"))
                .extracting(DnsQuery::name)
                .doesNotHaveDuplicates()
                .contains("example.test", record(4));
    }
}
