package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.RenewalWindow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Certificates that are looked after, from the first order over renewals and failures, on a clock that the test moves. */
class ManagedCertificatesTest extends ManagedFixture {
    @Test
    void whatIsMissingIsOrderedAndWhatIsGoodIsLeftAlone() {
        try (Certificates certs = builder(SHOP, WWW).build()) {
            assertThat(certs.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
            assertThat(certs.runDue().issued()).isEmpty();
        }
        try (Certificates again = builder(SHOP, WWW).build()) {
            RunReport report = again.runDue();
            assertThat(report.issued()).isEmpty();
            assertThat(report.failed()).isEmpty();
            assertThat(report.next().orElseThrow()).isAfter(clock.instant());
        }
        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void renewalComesAtTheInstantDrawnInTheWindowAndARestartDoesNotDrawAgain() {
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }
        Instant drawn = last(CertificateEvent.RenewalPlanned.class).at();
        CertificateBundle first = current(SHOP);
        moveTo(drawn.minusSeconds(1));
        try (Certificates restarted = builder(SHOP).build()) {
            assertThat(restarted.runDue().issued()).isEmpty();
            assertThat(last(CertificateEvent.RenewalPlanned.class).at()).isEqualTo(drawn);

            clock.advance(Duration.ofSeconds(2));
            assertThat(restarted.runDue().issued()).containsExactly(SHOP.name());
        }
        assertThat(current(SHOP).fingerprint()).isNotEqualTo(first.fingerprint());
        try (AcmeConversation talk = new AcmeClient(issuer(ca), clock, ForgetfulStore.accounts()).open()) {
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .as("the renewal named what it replaced")
                    .isThrownBy(() -> talk.newOrder(SHOP, CertificateId.of(first.leaf())))
                    .satisfies(e -> assertThat(e.problem().kind()).isEqualTo("alreadyReplaced"));
        }
    }

    @Test
    void windowThatMovesIsDrawnInAnewAndOneGoneByMeansNow() {
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            clock.advance(Duration.ofDays(2));
            RenewalWindow sooner = new RenewalWindow(
                    clock.instant().plus(Duration.ofDays(5)), clock.instant().plus(Duration.ofDays(6)));
            ca.renewalWindow(current(SHOP).leaf(), sooner);
            certs.runDue();
            assertThat(last(CertificateEvent.RenewalPlanned.class).at()).isBetween(sooner.start(), sooner.end());

            clock.advance(Duration.ofDays(2));
            ca.renewalWindow(
                    current(SHOP).leaf(),
                    new RenewalWindow(
                            clock.instant().minusSeconds(120), clock.instant().minusSeconds(60)));
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
    }

    @Test
    void lastTwentiethOfLifeOverridesTheCasWindow() {
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            CertificateBundle first = current(SHOP);
            ca.renewalWindow(
                    first.leaf(),
                    new RenewalWindow(
                            first.notAfter().plusSeconds(60), first.notAfter().plusSeconds(600)));
            clock.advance(Duration.ofDays(2));
            certs.runDue();
            assertThat(last(CertificateEvent.RenewalPlanned.class).at()).isEqualTo(RenewalPlanner.emergencyAt(first));

            moveTo(RenewalPlanner.emergencyAt(first));
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
    }

    @Test
    void failureIsToldServedOnTriedAgainForEverAndOvercome() {
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            CertificateBundle first = current(SHOP);
            ca.faults().failValidations("shop.example.test");
            moveTo(last(CertificateEvent.RenewalPlanned.class).at());

            Duration before = Duration.ZERO;
            for (int attempt = 1; attempt <= 12; attempt++) {
                assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name());
                CertificateEvent.RenewalFailed failed = last(CertificateEvent.RenewalFailed.class);
                assertThat(failed.attempt()).isEqualTo(attempt);
                assertThat(failed.servedUntil()).contains(first.notAfter());
                assertThat(failed.failure()).isInstanceOf(AuthorizationFailedException.class);
                Duration wait = Duration.between(clock.instant(), failed.nextAttempt());
                assertThat(wait).isBetween(before, Duration.ofHours(7));
                before = wait.compareTo(Duration.ofHours(6)) > 0 ? Duration.ofHours(6) : wait;
                assertThat(certs.runDue().failed()).as("not before its time").isEmpty();
                moveTo(failed.nextAttempt());
            }
            assertThat(before).isEqualTo(Duration.ofHours(6));
            assertThat(current(SHOP).fingerprint()).isEqualTo(first.fingerprint());

            ca.faults().clear();
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
    }

    @Test
    void failuresAreCountedOnAfterARestart() {
        ca.faults().failValidations("shop.example.test");
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }
        moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
        try (Certificates restarted = builder(SHOP).build()) {
            restarted.runDue();
        }
        assertThat(last(CertificateEvent.RenewalFailed.class).attempt()).isEqualTo(2);
        assertThat(last(CertificateEvent.RenewalFailed.class).urgent())
                .as("there is none to serve")
                .isTrue();
    }

    @Test
    void failingNameDelaysNoOther() {
        ca.rejectIdentifier("shop.example.test");
        try (Certificates certs = builder(SHOP, WWW).build()) {
            RunReport report = certs.runDue();

            assertThat(report.issued()).containsExactly(WWW.name());
            assertThat(report.failed()).containsOnlyKeys(SHOP.name());
        }
    }

    @Test
    void hangingSolverHoldsUpItsOwnNameOnlyAndCloseEndsIt() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        ChallengeSolver http = Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort));
        CountDownLatch issued = new CountDownLatch(1);
        CertificatesBuilder builder = Certificates.builder(issuer(ca))
                .store(store())
                .solver(new HangingSolver("shop.example.test", hangs))
                .solver(http)
                .clock(clock)
                .manage(SHOP, WWW)
                .onEvent(event -> {
                    if (event instanceof CertificateEvent.Issued && event.name().equals(WWW.name())) {
                        issued.countDown();
                    }
                });
        builder.closingGrace = Duration.ofMillis(100);
        try (Certificates certs = builder.build()) {
            certs.start();
            assertThat(issued.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(store().current(SHOP.name())).isEmpty();
    }

    /** Says that it hangs, and does until it is interrupted. */
    private record HangingSolver(String name, CountDownLatch hangs) implements ChallengeSolver {
        @Override
        public ChallengeType type() {
            return ChallengeType.HTTP_01;
        }

        @Override
        public boolean supports(Identifier identifier) {
            return identifier.text().equals(name);
        }

        @Override
        public void present(List<Answer> answers) {
            hangs.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChallengeSolverException("It was interrupted.", e);
            }
        }

        @Override
        public void cleanUp(List<Answer> answers) {}
    }

    @Test
    void renewalGoesToTheSecondCaWithoutReplacesAndRevocationToWhomItIsFrom() {
        try (AcmeServer second =
                        AcmeServer.builder().http01Port(httpPort).clock(clock).start();
                Certificates certs = builder(SHOP).failOverTo(issuer(second)).build()) {
            certs.runDue();
            moveTo(last(CertificateEvent.RenewalPlanned.class).at());
            ca.rejectIdentifier("shop.example.test");

            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());

            assertThat(last(CertificateEvent.Issued.class).issuer()).isEqualTo(second.directory());
            assertThat(second.requests(AcmeResource.NEW_ORDER))
                    .as("it would refuse to replace what it did not issue, and be asked again")
                    .hasSize(1);
            CertificateBundle renewed = current(SHOP);
            certs.revoke(SHOP.name(), RevocationReason.SUPERSEDED);
            assertThat(second.crl().isRevoked(renewed.leaf())).isTrue();
            assertThat(last(CertificateEvent.Revoked.class).serialNumber()).isEqualTo(renewed.serialNumber());
        }
    }

    @Test
    void storeThatCannotBeWrittenServesOnAndSaysSo() {
        try (Certificates first = builder(SHOP).build()) {
            first.runDue();
        }
        FullStore full = new FullStore(store());
        try (Certificates certs = builder(SHOP).store(full).build()) {
            full.isFull = true;
            moveTo(last(CertificateEvent.RenewalPlanned.class).at().plusSeconds(1));
            for (int attempt = 1; attempt <= 3; attempt++) {
                certs.runDue();
                CertificateEvent.RenewalFailed failed = last(CertificateEvent.RenewalFailed.class);
                assertThat(failed.attempt()).isEqualTo(attempt);
                assertThat(failed.failure()).isInstanceOf(CertificateStoreException.class);
                assertThat(failed.servedUntil()).isPresent();
                moveTo(failed.nextAttempt());
            }
            assertThat(told(CertificateEvent.StoreNotWritable.class))
                    .as("said once")
                    .hasSize(1)
                    .allSatisfy(event -> assertThat(event.failure()).hasMessageContaining("No space left"));
            assertThat(orders())
                    .as("no order for a certificate that could not be kept")
                    .isEqualTo(1);
            full.isFull = false;
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
    }

    @Test
    void listenerThatThrowsHarmsNothing() {
        try (Certificates certs = Certificates.builder(issuer(ca))
                .store(store())
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .clock(clock)
                .manage(SHOP)
                .onEvent(event -> {
                    throw new IllegalStateException("a listener's own fault");
                })
                .onEvent(events::add)
                .build()) {
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .startsWith("OrderStarted")
                .endsWith("Issued", "RenewalPlanned");
    }

    @Test
    void nothingRunsAfterClose() {
        Certificates certs = builder(SHOP).build();
        certs.start();
        certs.close();

        assertThatIllegalStateException().isThrownBy(certs::runDue);
        assertThatIllegalStateException().isThrownBy(certs::start);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("gatehouse-certificates"));
    }
}
