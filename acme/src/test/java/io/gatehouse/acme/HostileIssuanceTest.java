package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A CA that goes wrong on the way to a certificate takes nothing away: what was there is served on. */
@Timeout(120)
class HostileIssuanceTest {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.stoppedNow();
    private final MovableClock caClock = MovableClock.stoppedNow();
    private final int httpPort = LoopbackPorts.free();
    private AcmeServer ca;
    private Certificates certs;
    private CertificateBundle old;

    @BeforeEach
    void start() {
        ca = AcmeServer.builder().http01Port(httpPort).clock(caClock).start();
        certs = certificates(Duration.ofSeconds(30));
        old = certs.obtain(SHOP);
        advance(Duration.ofDays(61));
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private Certificates certificates(Duration timeout) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .timeout(timeout)
                .clock(clock)
                .build();
    }

    private void advance(Duration by) {
        clock.advance(by);
        caClock.advance(by);
    }

    private void nothingIsLost() {
        assertThat(certs.obtain(SHOP).serialNumber()).isEqualTo(old.serialNumber());
        ca.faults().clear();
        assertThat(certs.obtain(SHOP).serialNumber()).isNotEqualTo(old.serialNumber());
    }

    static Stream<Arguments> wrongCertificates() {
        return Stream.of(
                Arguments.of("for another key", (Consumer<AcmeServer>)
                        ca -> ca.faults().certificateForAnotherKey()),
                Arguments.of("in a broken chain", (Consumer<AcmeServer>)
                        ca -> ca.faults().chainThatDoesNotVerify()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCertificates")
    void wrongCertificateIsNotTaken(String what, Consumer<AcmeServer> fault) {
        fault.accept(ca);
        assertThatExceptionOfType(CertificateRejectedException.class)
                .as(what)
                .isThrownBy(() -> certs.renew(SHOP))
                .withMessageContaining("not stored");

        fault.accept(ca);
        nothingIsLost();
    }

    @Test
    void certificateOfThePastIsNotTaken() {
        caClock.advance(Duration.ofDays(-200));
        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .withMessageContaining("it is now " + clock.instant());

        assertThat(certs.obtain(SHOP).serialNumber()).isEqualTo(old.serialNumber());
    }

    @Test
    void certificateOfTheFutureIsNotTaken() {
        caClock.advance(Duration.ofDays(200));
        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .withMessageContaining("this machine's clock");

        assertThat(certs.obtain(SHOP).serialNumber()).isEqualTo(old.serialNumber());
    }

    @Test
    void orderThatNeverLeavesProcessingEnds() {
        ca.faults().ordersStayProcessing();

        assertThatExceptionOfType(AcmeTimeoutException.class)
                // Of which the validation, which comes before, must not take the most.
                .isThrownBy(() -> certificates(Duration.ofSeconds(4)).renew(SHOP))
                .withMessageContaining("PROCESSING");

        ca.faults().clear();
        assertThat(certs.obtain(SHOP).serialNumber()).isNotEqualTo(old.serialNumber());
    }

    @Test
    void waitOfAYearEndsAtOnce() {
        ca.faults().ordersStayProcessing();
        ca.faults().every(AcmeResource.ORDER).retryAfter(io.gatehouse.testkit.RetryAfter.seconds(Duration.ofDays(365)));

        assertThatExceptionOfType(AcmeTimeoutException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .satisfies(gaveUp -> assertThat(gaveUp.retryAfter()).contains(Duration.ofDays(365)));
    }

    @Test
    void waitOfNothingIsNoBusyLoop() {
        ca.faults().ordersStayProcessing();
        ca.faults().every(AcmeResource.ORDER).retryAfter(io.gatehouse.testkit.RetryAfter.seconds(Duration.ZERO));

        assertThatExceptionOfType(AcmeTimeoutException.class)
                .isThrownBy(() -> certificates(Duration.ofSeconds(1)).renew(SHOP));
        // 0.1, 0.2, 0.4 s … until a second is over, and the look before each.
        assertThat(ca.requests(AcmeResource.ORDER)).hasSizeLessThan(20);
    }

    @Test
    void oversizedChainIsNotTaken() {
        ca.faults().next(2, AcmeResource.CERTIFICATE).oversized(2 << 20);
        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .withMessageContaining("longer than 1048576 bytes");

        nothingIsLost();
    }

    @Test
    void connectionThatIsCutIsExplained() {
        ca.faults().next(2, AcmeResource.FINALIZE).cutBeforeEffect();
        assertThatExceptionOfType(AcmeUnavailableException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .withMessageContaining("finalize");

        nothingIsLost();
    }
}
