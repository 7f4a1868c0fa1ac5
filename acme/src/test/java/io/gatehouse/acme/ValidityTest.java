package io.gatehouse.acme;

import static io.gatehouse.acme.ScriptedCa.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.testkit.AcmeResource;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Certificates that end when the request says ({@code notAfter}: RFC 8555, section 7.1.3). */
class ValidityTest extends ManagedFixture {
    private static final CertificateRequest WEEK = SHOP.validity(Duration.ofDays(7));

    @Test
    void certificateEndsWhenTheRequestSaysAndEachRenewalToo() {
        try (Certificates certs = builder(WEEK).build()) {
            certs.runDue();
            assertThat(current(WEEK).notAfter())
                    .isEqualTo(clock.instant().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS));

            moveTo(last(CertificateEvent.RenewalPlanned.class).at());
            assertThat(certs.runDue().issued()).containsExactly(WEEK.name());
            assertThat(current(WEEK).notAfter())
                    .isEqualTo(clock.instant().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS));
        }
    }

    @Test
    void orderBegunForAnotherTimeIsNotFinished() {
        ca.faults().next(AcmeResource.FINALIZE).cutBeforeEffect();
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
        }
        moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
        try (Certificates certs = builder(WEEK).build()) {
            certs.runDue();
        }
        assertThat(told(CertificateEvent.OrderResumed.class)).isEmpty();
        assertThat(orders()).isEqualTo(2);
        assertThat(current(WEEK).notAfter()).isBefore(clock.instant().plus(Duration.ofDays(8)));
    }

    @Test
    void orderBegunForTheSameTimeIs() {
        ca.faults().next(AcmeResource.FINALIZE).cutBeforeEffect();
        try (Certificates certs = builder(WEEK).build()) {
            certs.runDue();
            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
            certs.runDue();
        }
        assertThat(told(CertificateEvent.OrderResumed.class)).hasSize(1);
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void caThatLetsNobodyChooseIsQuotedWithWhatToDo() {
        try (ScriptedCa refuses = new ScriptedCa()) {
            refuses.answer(
                    "/order",
                    json(
                            400,
                            "{\"type\":\"urn:ietf:params:acme:error:malformed\","
                                    + "\"detail\":\"NotBefore and NotAfter are not supported\"}"));
            AcmeIssuer issuer = AcmeIssuer.builder(refuses.directory(), AccountKey.file(folder.resolve("account.pem")))
                    .agreeToTerms()
                    .build();
            try (AcmeConversation talk = new AcmeClient(issuer, Clock.systemUTC(), ForgetfulStore.accounts()).open()) {
                assertThatExceptionOfType(AcmeRefusedException.class)
                        .isThrownBy(() -> talk.newOrder(WEEK, Optional.empty()))
                        .withMessageContaining("NotBefore and NotAfter are not supported")
                        .withMessageContaining("validity()")
                        .withMessageContaining("profile()");
            }
        }
    }
}
