package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each fault is refused by Java's TLS for the reason meant, and accepted once that reason alone is let go. */
class TestCertificatesTest {
    private final TestCertificates certificates = TestCertificates.create();
    private final TlsClient client = TlsClient.trusting(certificates.root()).knowing(certificates.crl());

    @Test
    void theValidOneIsAccepted() throws Exception {
        assertThat(client.refusal(certificates.valid())).isEmpty();
        assertThat(client.asking("127.0.0.1").refusal(certificates.valid())).isEmpty();
    }

    @Test
    void theExpiredOneIsOnlyTooOld() throws Exception {
        CertificateBundle expired = certificates.expired();

        assertThat(client.refusal(expired)).get().asString().contains("CertificateExpiredException");
        assertThat(TlsClient.trusting(certificates.root())
                        .at(expired.notAfter().minusSeconds(1))
                        .refusal(expired))
                .isEmpty();
    }

    @Test
    void theFutureOneIsOnlyTooYoung() throws Exception {
        CertificateBundle future = certificates.notYetValid();

        assertThat(client.refusal(future)).get().asString().contains("CertificateNotYetValidException");
        assertThat(TlsClient.trusting(certificates.root())
                        .at(future.notBefore().plusSeconds(1))
                        .refusal(future))
                .isEmpty();
    }

    @Test
    void theStrangerIsOnlyForAnotherHost() throws Exception {
        CertificateBundle stranger = certificates.wrongHost();

        assertThat(client.refusal(stranger)).get().asString().contains("No subject alternative DNS name matching");
        assertThat(client.asking("elsewhere.invalid").refusal(stranger)).isEmpty();
    }

    @Test
    void theWrongUsagesAreOnlyThat() throws Exception {
        CertificateBundle usage = certificates.wrongKeyUsage();
        CertificateBundle extended = certificates.wrongExtendedKeyUsage();

        assertThat(client.refusal(usage)).get().asString().contains("KeyUsage does not allow");
        assertThat(client.refusal(extended))
                .get()
                .asString()
                .contains("Extended key usage does not permit use for TLS server authentication");
        // A path alone, without a purpose, has nothing against either.
        validatePath(usage);
        validatePath(extended);
    }

    @Test
    void theSelfSignedOneIsOnlyUnknown() throws Exception {
        CertificateBundle own = certificates.selfSigned();

        assertThat(client.refusal(own)).get().asString().contains("unable to find valid certification path");
        assertThat(TlsClient.trusting(own.leaf()).refusal(own)).isEmpty();
    }

    @Test
    void theWeakOnesAreOnlyWeak() throws Exception {
        CertificateBundle key = certificates.weakKey();
        CertificateBundle signature = certificates.weakSignature();

        assertThat(client.refusal(key)).get().asString().contains("Algorithm constraints check failed");
        // A client that takes no SHA-1 says so, and a Java server then has nothing to show.
        assertThat(client.refusal(signature)).get().asString().contains("handshake_failure");
        assertThat(client.lenient().refusal(key)).isEmpty();
        assertThat(client.lenient().refusal(signature)).isEmpty();
    }

    @Test
    void theRevokedOneIsOnlyRevoked() throws Exception {
        RevokedCertificate revoked = certificates.revoked();
        TlsClient informed = client.knowing(revoked.crl());

        assertThat(informed.refusal(revoked.bundle()))
                .get()
                .asString()
                .contains("CertificateRevokedException")
                .contains("KEY_COMPROMISE");
        assertThat(informed.refusal(certificates.valid())).isEmpty();
        assertThat(client.refusal(revoked.bundle())).isEmpty();
    }

    @Test
    void theLongChainIsOnlyLong() throws Exception {
        TlsClient trusting = TlsClient.trusting(certificates.root());

        assertThat(certificates.longChain(9).chain()).hasSize(10);
        assertThat(trusting.refusal(certificates.longChain(9))).isEmpty();
        assertThat(trusting.refusal(certificates.longChain(10)))
                .get()
                .asString()
                .contains("certificate chain length");
        validatePath(certificates.longChain(10));
        assertThatThrownBy(() -> certificates.longChain(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCrossSignedOneLeadsToEitherRoot() throws Exception {
        CrossSignedCertificate crossed = certificates.crossSigned();
        TlsClient old = TlsClient.trusting(crossed.oldRoot());
        TlsClient fresh = TlsClient.trusting(crossed.newRoot());

        assertThat(old.refusal(crossed.toOldRoot())).isEmpty();
        assertThat(fresh.refusal(crossed.toOldRoot())).isEmpty();
        assertThat(fresh.refusal(crossed.toNewRoot())).isEmpty();
        assertThat(old.refusal(crossed.toNewRoot())).get().asString().contains("unable to find valid");
    }

    @Test
    void theClockIsTheOneHandedIn() {
        Instant then = Instant.parse("2031-03-01T12:00:00Z");
        TestCertificates later = TestCertificates.create(Clock.fixed(then, ZoneOffset.UTC), "db.example.test");

        assertThat(later.expired().notAfter()).isEqualTo(then.minus(Duration.ofDays(1)));
        assertThat(later.notYetValid().notBefore()).isEqualTo(then.plus(Duration.ofDays(1)));
        assertThat(later.valid().names()).hasToString("[db.example.test]");
        assertThat(later.weakKey().names()).isEqualTo(later.valid().names());
        assertThat(later.root().getNotAfter().toInstant()).isAfter(later.valid().notAfter());
    }

    @Test
    void namesAreChecked() {
        assertThatThrownBy(() -> TestCertificates.create("not a name")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> TestCertificates.create(new String[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private void validatePath(CertificateBundle bundle) throws Exception {
        X509Certificate root = certificates.root();
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(bundle.chain()), parameters);
    }
}
