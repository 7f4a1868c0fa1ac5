package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeRequest;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RenewalWindow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a CA suggests about renewals is understood, and an order says what it replaces (RFC 9773). */
class RenewalInfoTest {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");
    private static final Instant START = Instant.parse("2031-02-03T04:05:06Z");

    @TempDir
    Path folder;

    private final int httpPort = LoopbackPorts.free();
    private AcmeServer ca;

    @BeforeEach
    void start() {
        ca = AcmeServer.builder().http01Port(httpPort).start();
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private AcmeIssuer issuer(String account) {
        return AcmeIssuer.builder(
                        AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()),
                        AccountKey.file(folder.resolve(account)))
                .agreeToTerms()
                .build();
    }

    private Certificates certificates(String account) {
        return Certificates.builder(issuer(account))
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .build();
    }

    private AcmeConversation open() {
        return new AcmeClient(issuer("account.pem"), Clock.systemUTC(), ForgetfulStore.accounts()).open();
    }

    private List<Integer> newOrders() {
        return ca.requests(AcmeResource.NEW_ORDER).stream()
                .map(AcmeRequest::status)
                .toList();
    }

    @Test
    void suggestionIsRead() {
        CertificateBundle bundle = certificates("account.pem").obtain(SHOP);
        URI why = URI.create("https://ca.test/incident");
        ca.renewalWindow(bundle.leaf(), new RenewalWindow(START, START.plus(Duration.ofHours(1)), Optional.of(why)));

        try (AcmeConversation conversation = open()) {
            assertThat(conversation.renewalInfo(CertificateId.of(bundle.leaf()).orElseThrow()))
                    .contains(new RenewalInfo(
                            START, START.plus(Duration.ofHours(1)), Optional.of(why), Duration.ofHours(6)));
        }
    }

    @Test
    void certificateThatTheCaDoesNotKnowIsRefused() {
        try (AcmeConversation conversation = open()) {
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> conversation.renewalInfo(new CertificateId("AAAA.AAAA")))
                    .withMessageContaining("AAAA.AAAA");
        }
    }

    @Test
    void suggestionHoldsNeitherTooShortNorTooLong() {
        Instant end = START.plusSeconds(1);

        assertThat(RenewalInfo.of(START, end, Optional.empty(), Optional.of(Duration.ZERO))
                        .askAgain())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(RenewalInfo.of(START, end, Optional.empty(), Optional.of(Duration.ofDays(366)))
                        .askAgain())
                .isEqualTo(Duration.ofDays(1));
        assertThat(RenewalInfo.of(START, end, Optional.empty(), Optional.empty())
                        .askAgain())
                .isEqualTo(Duration.ofHours(6));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> RenewalInfo.of(START, START, Optional.empty(), Optional.empty()));
    }

    @Test
    void renewalSaysWhatItReplaces() {
        Certificates certs = certificates("account.pem");
        CertificateBundle first = certs.obtain(SHOP);
        certs.renew(SHOP);

        assertThat(newOrders()).containsExactly(201, 201);
        try (AcmeConversation conversation = open()) {
            CertificateId replaced = CertificateId.of(first.leaf()).orElseThrow();
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> conversation.newOrder(SHOP, Optional.of(replaced)))
                    .satisfies(refused -> assertThat(refused.mayBeForReplaces()).isTrue())
                    .withMessageContaining("alreadyReplaced");
        }
    }

    @Test
    void certificateOfAnotherAccountIsRenewedAllTheSame() {
        CertificateBundle first = certificates("account.pem").obtain(SHOP);

        CertificateBundle second = certificates("other.pem").renew(SHOP);

        assertThat(second.serialNumber()).isNotEqualTo(first.serialNumber());
        assertThat(newOrders()).containsExactly(201, 403, 201);
    }

    @Test
    void refusalForAnotherReasonIsReportedOnce() {
        Certificates certs = certificates("account.pem");
        certs.obtain(SHOP);
        ca.faults()
                .next(AcmeResource.NEW_ORDER)
                .rateLimited(io.gatehouse.testkit.RetryAfter.seconds(Duration.ofMinutes(3)));

        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> certs.renew(SHOP))
                .satisfies(refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(3)));
        assertThat(newOrders()).containsExactly(201, 429);
    }
}
