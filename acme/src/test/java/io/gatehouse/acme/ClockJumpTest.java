package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that jumps while certificates are looked after: a year ahead, a year back, and right again. */
class ClockJumpTest extends ManagedFixture {
    private static final Duration YEAR = Duration.ofDays(366);

    @Test
    void clockThatJumpsAheadAndBackCostsOneOrder() {
        Instant right = clock.instant();
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            Instant planned = last(CertificateEvent.RenewalPlanned.class).at();
            ca.faults().failValidations("shop.example.test");
            moveTo(right.plus(YEAR));
            certs.runDue();
            certs.runDue();
            assertThat(told(CertificateEvent.RenewalFailed.class))
                    .as("one attempt")
                    .hasSize(1);
            ca.faults().clear();

            moveTo(right.plusSeconds(3600));
            assertThat(certs.runDue().failed()).isEmpty();
            Instant next = certs.runDue().next().orElseThrow();
            assertThat(next).as("not in a year").isBefore(planned);

            moveTo(right.minus(Duration.ofDays(30)));
            assertThat(certs.runDue().issued()).isEmpty();
        }
    }

    @Test
    void yearBackBetweenPlanAndTickServesOnAndRenewsWhenItsTimeComes() {
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            CertificateBundle first = current(SHOP);
            Instant planned = last(CertificateEvent.RenewalPlanned.class).at();

            moveTo(clock.instant().minus(YEAR));
            RunReport report = certs.runDue();
            assertThat(report.issued()).isEmpty();
            assertThat(report.failed()).isEmpty();
            assertThat(report.next().orElseThrow())
                    .as("the CA is asked within a day, by whatever clock")
                    .isBefore(clock.instant().plus(Duration.ofDays(1)));
            assertThat(current(SHOP).fingerprint()).isEqualTo(first.fingerprint());

            moveTo(planned);
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void yearAheadBetweenPlanAndTickRenewsOnceAndIsNotRepeatedWhenItIsRightAgain() {
        Instant right = clock.instant();
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            moveTo(right.plus(YEAR));
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
            assertThat(certs.runDue().issued()).isEmpty();

            moveTo(right.plusSeconds(60));
            RunReport report = certs.runDue();
            assertThat(report.issued()).as("what is not valid yet is kept").isEmpty();
            assertThat(report.failed()).isEmpty();
        }
        assertThat(orders()).isEqualTo(2);
    }

    @Test
    void restartAYearBackGoesOnFromWhatIsKept() {
        Instant right = clock.instant();
        ca.faults().failValidations("shop.example.test");
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }
        moveTo(right.minus(YEAR));
        ca.faults().clear();
        try (Certificates restarted = builder(SHOP).build()) {
            Instant next = restarted.runDue().next().orElseThrow();
            assertThat(next)
                    .as("the pause of a minute, not a year and a minute")
                    .isBefore(right.minus(YEAR).plusSeconds(90));
            moveTo(next);
            assertThat(restarted.runDue().issued()).containsExactly(SHOP.name());
        }
    }
}
