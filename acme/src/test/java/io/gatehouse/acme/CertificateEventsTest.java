package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.CertificateEvent.ChallengeProgress.Step;
import io.gatehouse.acme.CertificateEvent.Waiting.Reason;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.Identifier;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of each step and each failure. */
@Timeout(120)
class CertificateEventsTest extends ManagedFixture {
    private static final CertificateRequest BOTH =
            CertificateRequest.forNames("shop.example.test", "www.example.test").name("shop");

    /** Answers http-01 through another solver, and fails where a test says. */
    private static final class BrittleSolver implements ChallengeSolver {
        private final ChallengeSolver solver;
        boolean failsToPresent;
        boolean failsToCleanUp;

        BrittleSolver(ChallengeSolver solver) {
            this.solver = solver;
        }

        @Override
        public ChallengeType type() {
            return solver.type();
        }

        @Override
        public boolean supports(Identifier identifier) {
            return solver.supports(identifier);
        }

        @Override
        public void present(List<Answer> answers) {
            if (failsToPresent) {
                throw new IllegalStateException("a solver's own fault");
            }
            solver.present(answers);
        }

        @Override
        public void cleanUp(List<Answer> answers) {
            solver.cleanUp(answers);
            if (failsToCleanUp) {
                throw new ChallengeSolverException("The vendor does not answer. Delete it by hand.", null);
            }
        }
    }

    private List<String> kinds() {
        return events.stream()
                .map(event -> event instanceof CertificateEvent.ChallengeProgress challenge
                        ? challenge.step() + " " + challenge.identifier()
                        : event.getClass().getSimpleName())
                // Whether there is anything to wait for depends on how fast the CA is.
                .filter(kind -> !kind.equals("Waiting"))
                .toList();
    }

    @Test
    void everyStepOfAnOrderIsToldInItsOrder() {
        try (Certificates certs = builder(BOTH).build()) {
            certs.runDue();
        }

        assertThat(kinds())
                .containsExactly(
                        "OrderStarted",
                        "PRESENTED shop.example.test",
                        "PRESENTED www.example.test",
                        "ANSWERED shop.example.test",
                        "ANSWERED www.example.test",
                        "VALIDATED shop.example.test",
                        "VALIDATED www.example.test",
                        "CLEANED_UP shop.example.test",
                        "CLEANED_UP www.example.test",
                        "Finalizing",
                        "Issued",
                        "RenewalPlanned");
        assertThat(events).extracting(CertificateEvent::name).containsOnly("shop");
        assertThat(told(CertificateEvent.ChallengeProgress.class))
                .extracting(CertificateEvent.ChallengeProgress::type)
                .containsOnly(ChallengeType.HTTP_01);
        assertThat(last(CertificateEvent.Finalizing.class).issuer()).isEqualTo(ca.directory());
    }

    @Test
    void obtainTellsTheSame() {
        builder().build().obtain(SHOP);

        assertThat(kinds()).startsWith("OrderStarted").endsWith("Finalizing", "Issued");
    }

    @Test
    void whatIsWaitedForIsToldWithItsEnd() {
        ca.faults().holdValidations();
        ca.faults().ordersStayProcessing();
        Instant until = clock.instant().plus(Duration.ofMinutes(1));
        try (Certificates certs = builder(SHOP)
                .timeout(Duration.ofMinutes(1))
                .onEvent(event -> {
                    if (event instanceof CertificateEvent.Waiting wait) {
                        ca.faults().releaseValidations();
                        if (wait.reason() == Reason.PROCESSING) {
                            ca.faults().clear();
                        }
                    }
                })
                .build()) {
            certs.runDue();
        }

        List<CertificateEvent.Waiting> told = told(CertificateEvent.Waiting.class);
        assertThat(told)
                .extracting(CertificateEvent.Waiting::reason)
                .contains(Reason.VALIDATION, Reason.PROCESSING)
                .doesNotContain(Reason.PROPAGATION);
        assertThat(told).allSatisfy(wait -> assertThat(wait.until()).isBetween(clock.instant(), until));
        assertThat(told.get(0).awaited()).contains("shop.example.test");
        assertThat(kinds()).contains("Issued");
    }

    @Test
    void waitThatEndsInVainFailsTheOrder() {
        ca.faults().ordersStayProcessing();
        try (Certificates certs = builder(SHOP).timeout(Duration.ofSeconds(1)).build()) {
            certs.runDue();
        }

        assertThat(last(CertificateEvent.OrderFailed.class).failure()).isInstanceOf(AcmeTimeoutException.class);
    }

    @Test
    void propagationIsWaitedForByDns01() {
        try (DnsServer dns = DnsServer.withZone("example.test").start();
                AcmeServer byDns = AcmeServer.builder().dns(dns).clock(clock).start();
                Certificates certs = builder(byDns, dns01(dns), SHOP).build()) {
            certs.runDue();
        }

        CertificateEvent.Waiting wait = told(CertificateEvent.Waiting.class).get(0);
        assertThat(wait.reason()).isEqualTo(Reason.PROPAGATION);
        assertThat(wait.awaited()).contains("shop.example.test").contains("dns-01");
        assertThat(wait.until()).isEqualTo(clock.instant().plus(Duration.ofSeconds(30)));
        assertThat(kinds()).containsSubsequence("PRESENTED shop.example.test", "ANSWERED shop.example.test");
    }

    private static ChallengeSolver dns01(DnsServer dns) {
        return Dns01Solver.builder(DnsProviders.named("rfc2136", dns.rfc2136Settings()))
                .resolver(dns.address())
                .authoritativePort(dns.address().getPort())
                .pollInterval(Duration.ofMillis(20))
                .timeout(Duration.ofSeconds(30))
                .build()
                .onlyFor("**.example.test");
    }

    @Test
    void nameThatFailsIsToldWithTheCasWordsAndTheOthersAreProved() {
        ca.faults().failValidations("shop.example.test");
        try (Certificates certs = builder(BOTH).build()) {
            certs.runDue();
        }

        CertificateEvent.ChallengeFailed failed = last(CertificateEvent.ChallengeFailed.class);
        assertThat(failed.identifier()).hasToString("shop.example.test");
        assertThat(failed.problem().kind()).isEqualTo("connection");
        assertThat(kinds())
                .contains("VALIDATED www.example.test", "CLEANED_UP shop.example.test")
                .doesNotContain("VALIDATED shop.example.test")
                .endsWith("OrderFailed", "RenewalFailed");
        assertThat(last(CertificateEvent.OrderFailed.class).next()).isEmpty();
    }

    @Test
    void failOverIsToldWithWhereItGoes() {
        try (AcmeServer second =
                        AcmeServer.builder().http01Port(httpPort).clock(clock).start();
                Certificates certs = builder(SHOP).failOverTo(issuer(second)).build()) {
            ca.rejectIdentifier("shop.example.test");
            certs.runDue();

            CertificateEvent.OrderFailed failed = last(CertificateEvent.OrderFailed.class);
            assertThat(failed.issuer()).isEqualTo(ca.directory());
            assertThat(failed.next()).contains(second.directory());
            assertThat(((AcmeRefusedException) failed.failure()).problem().kind())
                    .isEqualTo("rejectedIdentifier");
            assertThat(kinds()).containsSubsequence("OrderStarted", "OrderFailed", "OrderStarted", "Issued");
        }
    }

    @Test
    void orderThatIsGoneOnWithIsToldWithItsAddress() {
        ca.faults().next(AcmeResource.FINALIZE).cutBeforeEffect();
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            assertThat(told(CertificateEvent.OrderResumed.class)).isEmpty();
            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
            certs.runDue();
        }

        assertThat(last(CertificateEvent.OrderResumed.class).order())
                .isEqualTo(last(CertificateEvent.Finalizing.class).order());
        assertThat(told(CertificateEvent.Issued.class)).hasSize(1);
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void whatIsLeftBehindIsToldUntilItIsGone() {
        BrittleSolver solver = new BrittleSolver(http());
        solver.failsToCleanUp = true;
        try (Certificates certs = builder(ca, solver, SHOP).build()) {
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());

            CertificateEvent.CleanUpFailed left = last(CertificateEvent.CleanUpFailed.class);
            assertThat(left.type()).isEqualTo(ChallengeType.HTTP_01);
            assertThat(left.identifiers()).hasToString("[shop.example.test]");
            assertThat(left.failure()).hasMessageContaining("by hand");
            assertThat(told(CertificateEvent.ChallengeProgress.class))
                    .extracting(CertificateEvent.ChallengeProgress::step)
                    .doesNotContain(Step.CLEANED_UP);
        }
        events.clear();
        try (Certificates restarted = builder(SHOP).build()) {
            restarted.runDue();
        }
        assertThat(kinds()).containsExactly("CLEANED_UP shop.example.test");
    }

    @Test
    void solversOwnFaultIsAFailedOrder() {
        BrittleSolver solver = new BrittleSolver(http());
        solver.failsToPresent = true;
        try (Certificates certs = builder(ca, solver, SHOP, WWW).build()) {
            assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name(), WWW.name());
        }

        assertThat(told(CertificateEvent.OrderFailed.class))
                .hasSize(2)
                .allSatisfy(failed -> assertThat(failed.failure()).hasMessage("a solver's own fault"));
    }

    @Test
    void caThatAsksToBeLeftAloneIsTold() {
        ca.faults().next(AcmeResource.NEW_ORDER).unavailable(RetryAfter.seconds(Duration.ofMinutes(30)));
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }

        CertificateEvent.IssuerPaused paused = last(CertificateEvent.IssuerPaused.class);
        assertThat(paused.issuer()).isEqualTo(ca.directory());
        assertThat(paused.until()).isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
        assertThat(paused.failure()).hasMessageContaining("503");
    }

    @Test
    void listenerThatHangsStopsNothing() {
        CountDownLatch hangs = new CountDownLatch(1);
        CertificatesBuilder builder = builder(SHOP, WWW).onEvent(event -> {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        // The other listener must come back within it, on a busy machine too.
        builder.listenerPatience = Duration.ofSeconds(2);
        try (Certificates certs = builder.build()) {
            assertThat(certs.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
        } finally {
            hangs.countDown();
        }
        assertThat(told(CertificateEvent.Issued.class))
                .as("the other listener hears everything")
                .hasSize(2);
    }
}
