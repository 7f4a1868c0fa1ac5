package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.testkit.AcmeRateLimit;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.RetryAfter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Retry-After} obeyed by whom it is meant for, and by nobody else: a name that fails delays no other. */
class RateLimitScopeTest extends ManagedFixture {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private AcmeServer limited(AcmeRateLimit limit) {
        ca.close();
        ca = AcmeServer.builder()
                .http01Port(httpPort)
                .clock(clock)
                .rateLimit(limit)
                .start();
        return ca;
    }

    @Test
    void limitOnOneNameHoldsUpThatNameOnly() {
        limited(new AcmeRateLimit.CertificatesBelow(DomainName.of("shop.example.test"), 1, Duration.ofDays(2)));
        CertificateRequest second = SHOP.name("second");
        try (Certificates certs = builder(SHOP).executor(Runnable::run).build()) {
            certs.runDue();
        }
        try (Certificates certs = builder(second, WWW).executor(Runnable::run).build()) {
            RunReport report = certs.runDue();
            assertThat(report.failed()).containsOnlyKeys("second");
            assertThat(report.issued()).as("not delayed").containsExactly(WWW.name());
            assertThat(told(CertificateEvent.IssuerPaused.class)).isEmpty();

            clock.advance(Duration.ofDays(1));
            assertThat(certs.runDue().failed()).as("not before the CA says").isEmpty();
            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
            assertThat(certs.runDue().issued()).containsExactly("second");
        }
    }

    @Test
    void limitOnTheAccountHoldsUpAllItsNames() {
        limited(new AcmeRateLimit.Requests(AcmeResource.NEW_ORDER, 1, HALF_AN_HOUR));
        CertificateRequest api = CertificateRequest.forNames("api.example.test");
        try (Certificates certs =
                builder(SHOP, WWW, api).executor(Runnable::run).build()) {
            RunReport report = certs.runDue();

            assertThat(report.issued()).hasSize(1);
            assertThat(report.failed())
                    .as("the first to be told tells the other")
                    .hasSize(1);
            assertThat(orders()).isEqualTo(2);
            assertThat(told(CertificateEvent.IssuerPaused.class)).hasSize(1);
            clock.advance(Duration.ofMinutes(29));
            certs.runDue();
            assertThat(orders()).isEqualTo(2);
            clock.advance(Duration.ofMinutes(2));
            assertThat(certs.runDue().issued()).hasSize(1);
        }
    }

    @Test
    void limitOnOneAccountIsNoneOnAnotherAtTheSameCa() {
        limited(new AcmeRateLimit.Requests(AcmeResource.NEW_ORDER, 1, HALF_AN_HOUR));
        try (Certificates certs = builder(SHOP, WWW)
                .executor(Runnable::run)
                .failOverTo(issuer(ca, "second-account.pem"))
                .build()) {
            assertThat(certs.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
        }
    }

    @Test
    void busyCaIsLeftAloneByAllNamesForAsLongAsItAsks() {
        try (Certificates certs = builder(SHOP, WWW).executor(Runnable::run).build()) {
            ca.faults().every(AcmeResource.NEW_ORDER).unavailable(RetryAfter.seconds(HALF_AN_HOUR));
            RunReport report = certs.runDue();

            assertThat(report.failed())
                    .as("the first to be told tells the other")
                    .hasSize(1);
            assertThat(orders()).isEqualTo(1);
            ca.faults().clear();
            clock.advance(Duration.ofMinutes(29));
            assertThat(certs.runDue().issued()).isEmpty();
            assertThat(orders()).isEqualTo(1);
            clock.advance(Duration.ofMinutes(2));
            assertThat(certs.runDue().issued()).hasSize(2);
        }
    }

    @Test
    void restartWithinThePauseDoesNotAsk() {
        ca.faults().every(AcmeResource.NEW_ORDER).unavailable(RetryAfter.date(HALF_AN_HOUR));
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }
        ca.faults().clear();
        try (Certificates restarted = builder(SHOP, WWW).build()) {
            RunReport report = restarted.runDue();
            assertThat(report.issued()).isEmpty();
            assertThat(report.failed()).as("nothing was tried").isEmpty();
            assertThat(orders()).isEqualTo(1);

            moveTo(report.next().orElseThrow());
            clock.advance(Duration.ofMinutes(3));
            assertThat(restarted.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void retryAfterOfZeroOrGoneByIsTriedAgainLikeAnyFailure(long hours) {
        Duration wait = Duration.ofHours(hours);
        ca.faults()
                .next(AcmeResource.NEW_ORDER)
                .unavailable(hours == 0 ? RetryAfter.seconds(wait) : RetryAfter.dateGoneBy());
        try (Certificates certs = builder(SHOP, WWW).executor(Runnable::run).build()) {
            RunReport report = certs.runDue();
            assertThat(report.failed()).hasSize(1);
            assertThat(report.issued()).as("no pause for the other").hasSize(1);
            assertThat(last(CertificateEvent.RenewalFailed.class).nextAttempt())
                    .isBetween(clock.instant().plusSeconds(60), clock.instant().plusSeconds(66));
        }
    }

    @Test
    void retryAfterOfAYearIsADayForAll() {
        ca.faults().next(AcmeResource.NEW_ORDER).rateLimited(RetryAfter.seconds(Duration.ofDays(365)));
        try (Certificates certs = builder(SHOP, WWW).executor(Runnable::run).build()) {
            certs.runDue();
            clock.advance(Duration.ofHours(23));
            assertThat(certs.runDue().issued()).isEmpty();
            clock.advance(Duration.ofHours(2));
            assertThat(certs.runDue().issued()).containsExactlyInAnyOrder(SHOP.name(), WWW.name());
        }
    }

    @Test
    void limitAtTheFirstCaDoesNotDelayTheSecond() {
        try (AcmeServer second =
                        AcmeServer.builder().http01Port(httpPort).clock(clock).start();
                Certificates certs = builder(SHOP).failOverTo(issuer(second)).build()) {
            ca.faults().every(AcmeResource.NEW_ORDER).rateLimited(RetryAfter.seconds(Duration.ofDays(3)));
            second.faults().next(AcmeResource.NEW_ORDER).unavailable(RetryAfter.none());
            certs.runDue();

            CertificateEvent.RenewalFailed failed = last(CertificateEvent.RenewalFailed.class);
            assertThat(failed.nextAttempt())
                    .as("the second asked for no pause")
                    .isBefore(clock.instant().plusSeconds(70));
            moveTo(failed.nextAttempt());
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
            assertThat(last(CertificateEvent.Issued.class).issuer()).isEqualTo(second.directory());
            assertThat(orders()).as("the first is left alone").isEqualTo(1);
        }
    }
}
