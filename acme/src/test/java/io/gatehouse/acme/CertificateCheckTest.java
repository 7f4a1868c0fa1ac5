package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.SigningRequest;
import io.gatehouse.testkit.MovableClock;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a CA sends is not believed. */
class CertificateCheckTest {
    private final MovableClock clock = MovableClock.stoppedNow();
    private final CertificateCheck check = new CertificateCheck(clock);
    private final CertificateAuthority ca = CertificateAuthority.create("Root").intermediate("Intermediate");
    private final CertificateRequest request = CertificateRequest.forNames("a.example.test", "*.b.example.test");
    private final CertificateBundle good =
            ca.server("a.example.test", "*.b.example.test").issue();

    @Test
    void certificateThatWasOrderedIsAccepted() {
        CertificateBundle accepted = check.accept(request, good.chain(), Optional.of(good.privateKey()));

        assertThat(accepted.fingerprint()).isEqualTo(good.fingerprint());
        assertThat(check.isUsable(request, accepted)).isTrue();
    }

    @Test
    void certificateForOtherNamesIsRejected() {
        CertificateBundle other = ca.server("a.example.test").issue();

        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(request, other.chain(), Optional.of(other.privateKey())))
                .withMessageContaining("does not name *.b.example.test");
        assertThat(check.isUsable(request, other)).isFalse();
    }

    @Test
    void certificateWithoutTheStaplingThatWasAskedForIsRejected() {
        CertificateRequest stapled = CertificateRequest.forNames("a.example.test", "*.b.example.test")
                .mustStaple();

        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(stapled, good.chain(), Optional.of(good.privateKey())))
                .withMessageContaining("must-staple");
    }

    @Test
    void certificateForAnotherKeyIsRejected() {
        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(
                        request,
                        good.chain(),
                        Optional.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate())));
    }

    @Test
    void chainThatDoesNotHoldTogetherIsRejected() {
        X509Certificate stranger = CertificateAuthority.create("Stranger").certificate();

        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(
                        () -> check.accept(request, List.of(good.leaf(), stranger), Optional.of(good.privateKey())));
    }

    @Test
    void certificateOutOfItsTimeIsRejected() {
        clock.advance(Duration.between(clock.instant(), good.notAfter()));

        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(request, good.chain(), Optional.of(good.privateKey())))
                .withMessageContaining("clock");
        assertThat(check.isUsable(request, good)).isFalse();
    }

    @Test
    void certificateOfTheFutureIsRejected() {
        clock.advance(Duration.between(clock.instant(), good.notBefore()).minusHours(1));

        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(request, good.chain(), Optional.of(good.privateKey())));
    }

    @Test
    void certificateForACsrIsForItsKey() {
        KeyPair key = PrivateKeys.generate(KeyType.EC_P256);
        SigningRequest csr = SigningRequest.of(List.of(DomainName.of("a.example.test")), key);
        CertificateRequest csrRequest = CertificateRequest.forCsr(csr.toDer());
        List<X509Certificate> chain = ca.fromRequest(csr.toDer()).issue().chain();

        CertificateBundle accepted = check.accept(csrRequest, chain, Optional.empty());

        assertThat(accepted.hasPrivateKey()).isFalse();
        assertThat(check.isUsable(csrRequest, accepted)).isTrue();
        assertThatExceptionOfType(CertificateRejectedException.class)
                .isThrownBy(() -> check.accept(csrRequest, good.chain(), Optional.empty()))
                .withMessageContaining("key");
    }
}
