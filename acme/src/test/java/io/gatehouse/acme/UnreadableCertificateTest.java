package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;

/** Files of the store that cannot be read: told, ordered anew with limits, and no other name's affair. */
class UnreadableCertificateTest extends ManagedFixture {

    private void issueFirst(CertificateRequest... requests) {
        try (Certificates certs = builder(requests).build()) {
            certs.runDue();
        }
        // One that is younger is not ordered anew, whatever is wrong with it.
        clock.advance(Duration.ofHours(2));
        events.clear();
    }

    private void spoil(CertificateRequest request, String file) {
        try {
            Path real = folder.resolve("store/live")
                    .resolve(request.name())
                    .resolve(file)
                    .toRealPath();
            Files.writeString(real, "-----BEGIN NOTHING-----\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<CertificateEvent.CertificateUnreadable> unreadable() {
        return told(CertificateEvent.CertificateUnreadable.class);
    }

    @Test
    void keyThatCannotBeReadIsToldAndOrderedAnewAtTheSecondLook() {
        issueFirst(SHOP, WWW);
        int before = orders();
        spoil(SHOP, "privkey.pem");
        try (Certificates certs = builder(SHOP, WWW).build()) {
            assertThat(certs.runDue().failed()).containsOnlyKeys(SHOP.name());
            assertThat(unreadable()).singleElement().satisfies(event -> {
                assertThat(event.name()).isEqualTo(SHOP.name());
                assertThat(event.failure()).hasMessageContaining("privkey");
            });
            assertThat(orders()).as("a disk may be away for a moment").isEqualTo(before);

            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());
            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
        assertThat(current(SHOP).hasPrivateKey()).isTrue();
        assertThat(orders()).isEqualTo(before + 1);
    }

    @Test
    void whatIsServedIsServedOn() {
        issueFirst(SHOP);
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            CertificateBundle served = current(SHOP);
            spoil(SHOP, "cert.pem");
            spoil(SHOP, "fullchain.pem");
            moveTo(served.notAfter().minus(Duration.ofDays(20)));
            certs.runDue();

            assertThat(last(CertificateEvent.RenewalFailed.class).servedUntil()).contains(served.notAfter());
            assertThat(certs.keyManager().getServerAliases("EC", null)).hasSize(1);
        }
    }

    @Test
    void certificateThatIsReadableAgainCostsNoOrder() throws IOException {
        issueFirst(SHOP);
        Path key = folder.resolve("store/live/shop.example.test/privkey.pem").toRealPath();
        String good = Files.readString(key);
        spoil(SHOP, "privkey.pem");
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            Files.writeString(key, good);
            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());

            RunReport report = certs.runDue();
            assertThat(report.failed()).isEmpty();
            assertThat(report.issued()).isEmpty();
        }
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void storeThatReadsNothingBackCostsOneOrderADay() {
        issueFirst(SHOP);
        try (Certificates certs = builder(SHOP).build()) {
            for (int look = 0; look < 30; look++) {
                spoil(SHOP, "privkey.pem");
                moveTo(certs.runDue().next().orElseThrow());
            }
        }
        assertThat(orders() - 1)
                .as(
                        "orders in the %s that passed",
                        Duration.between(current().get(0).notBefore(), clock.instant()))
                .isLessThanOrEqualTo((int) Duration.between(current().get(0).notBefore(), clock.instant())
                                .toDays()
                        + 1);
        assertThat(orders()).isGreaterThan(2);
    }

    /** The first version is not the one that was spoiled last. */
    private List<CertificateVersion> current() {
        return store().versions(SHOP.name());
    }

    @Test
    void wrongStoreHasNothingOrderedAnew() {
        List<CertificateRequest> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            many.add(CertificateRequest.forNames("host" + i + ".example.test"));
        }
        CertificateRequest[] all = many.toArray(new CertificateRequest[0]);
        issueFirst(all);
        many.forEach(request -> spoil(request, "privkey.pem"));
        try (Certificates certs = builder(all).build()) {
            for (int look = 0; look < 3; look++) {
                assertThat(certs.runDue().issued()).isEmpty();
                clock.advance(Duration.ofHours(1));
            }
        }
        assertThat(orders()).isEqualTo(12);
        assertThat(last(CertificateEvent.RenewalFailed.class).failure()).hasMessageContaining("12 certificates");
    }

    @Test
    void pinnedKeyIsNotReplacedBehindItsOwnersBack() {
        CertificateRequest pinned = SHOP.reuseKey();
        issueFirst(pinned);
        spoil(pinned, "privkey.pem");
        try (Certificates certs = builder(pinned).build()) {
            for (int look = 0; look < 3; look++) {
                moveTo(certs.runDue().next().orElseThrow());
            }
        }
        assertThat(orders()).isEqualTo(1);
        assertThat(last(CertificateEvent.RenewalFailed.class).failure()).isInstanceOf(CertificateStoreException.class);
    }

    @Test
    void stagedKeyThatCannotBeReadIsMadeAnew() throws IOException {
        ca.faults().failValidations("shop.example.test");
        try (Certificates certs = builder(SHOP).build()) {
            certs.runDue();
            ca.faults().clear();
            Files.writeString(
                    folder.resolve("store/archive/shop.example.test/privkey-staged.pem"), "-----BEGIN NOTHING-----\n");
            moveTo(last(CertificateEvent.RenewalFailed.class).nextAttempt());

            assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        }
        assertThat(unreadable()).hasSize(1);
    }

    @Test
    void renewByHandGoesOnAndObtainSaysWhatIsWrong() {
        issueFirst(SHOP);
        spoil(SHOP, "privkey.pem");
        Certificates certs = builder().build();

        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> certs.obtain(SHOP));
        assertThat(certs.renew(SHOP).hasPrivateKey()).isTrue();
        assertThat(certs.obtain(SHOP).fingerprint()).isEqualTo(current(SHOP).fingerprint());
        assertThat(unreadable()).hasSize(1);
    }

    @Test
    void serverBeginsWithThoseThatCanBeRead() {
        issueFirst(SHOP, WWW);
        spoil(SHOP, "privkey.pem");
        Certificates certs = builder().build();

        X509ExtendedKeyManager keys = certs.keyManager();
        String alias = keys.chooseServerAlias("EC", null, null);
        assertThat(keys.getCertificateChain(alias)).startsWith(current(WWW).leaf());
        assertThat(unreadable()).extracting(CertificateEvent::name).containsExactly(SHOP.name());
    }
}
