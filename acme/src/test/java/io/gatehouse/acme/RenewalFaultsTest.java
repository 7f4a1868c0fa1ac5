package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewals over a store that takes nothing more at a bad moment: none is told of as failed, or made, that is not. */
class RenewalFaultsTest extends ManagedFixture {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    private FullStore full;

    @BeforeEach
    void open() {
        full = new FullStore(store());
    }

    private CertificatesBuilder shop() {
        return builder(SHOP).store(full);
    }

    @Test
    void certificateThatWasCommittedIsIssuedThoughNothingMoreCanBeNoted() {
        full.isFullAfterCommit = true;
        try (Certificates certs = shop().build()) {
            RunReport report = certs.runDue();
            assertThat(report.issued()).containsExactly(SHOP.name());
            assertThat(told(CertificateEvent.RenewalFailed.class)).isEmpty();
            assertThat(told(CertificateEvent.Issued.class)).hasSize(1);
            assertThat(full.states(StateKind.ORDER)).containsExactly(SHOP.name());

            full.isFull = false;
            full.isFullAfterCommit = false;
            clock.set(report.next().orElseThrow());
            assertThat(certs.runDue().failed()).isEmpty();
            assertThat(full.states(StateKind.ORDER)).as("noted later").isEmpty();
            assertThat(RenewalState.read(full, SHOP.name())
                            .issuerOf(full.current(SHOP.name()).orElseThrow()))
                    .contains(ca.directory());
        }
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void faultThatHasNothingToDoWithTheCertificateBringsNoOrderAbout() {
        try (Certificates certs = shop().build()) {
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
        full.isFull = true;
        try (Certificates certs = shop().deploy("reload", deployment -> {}).build()) {
            assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name());
            full.isFull = false;
            clock.set(last(CertificateEvent.RenewalFailed.class).nextAttempt());

            RunReport report = certs.runDue();

            assertThat(report.failed()).isEmpty();
            assertThat(told(CertificateEvent.Deployed.class)).hasSize(1);
            assertThat(orders()).as("the certificate was good all the time").isEqualTo(1);
            assertThat(report.next().orElseThrow()).isAfter(clock.instant());
            assertThat(RenewalState.read(full, SHOP.name()).plan().orElseThrow().failures())
                    .isZero();
        }
    }
}
