package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.CRLReason;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final CertificateAuthority ca =
            CertificateAuthority.builder("Test root").clock(CLOCK).build();

    @Test
    void serverCertificateCarriesItsNames() throws Exception {
        CertificateBundle server = ca.server("Db.Example.org", "*.example.org", "192.0.2.7", "2001:db8::7")
                .issue();

        assertThat(server.names())
                .extracting(Identifier::text)
                .containsExactly("db.example.org", "*.example.org", "192.0.2.7", "2001:db8::7");
        assertThat(server.leaf().getSubjectX500Principal()).isEqualTo(new X500Principal("CN=db.example.org"));
        assertThat(server.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.chain()).hasSize(1);
        assertThat(server.hasPrivateKey()).isTrue();
        assertValid(ca, server, NOW);
    }

    @Test
    void clientCertificateCarriesItsRole() throws Exception {
        CertificateBundle client = ca.client("agent, the+first").issue();

        assertThat(client.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=agent\\, the\\+first");
        assertThat(client.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(client.names()).isEmpty();
        assertValid(ca, client, NOW);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void everyKindOfKeySignsAndIsCertified(KeyType type) throws Exception {
        CertificateAuthority root =
                CertificateAuthority.builder("Root").keyType(type).clock(CLOCK).build();
        CertificateBundle leaf = root.server("a.test").keyType(type).issue();

        assertThat(PrivateKeys.publicKeyOf(leaf.privateKey()))
                .isEqualTo(leaf.leaf().getPublicKey());
        assertValid(root, leaf, NOW);
    }

    @Test
    void intermediatesStandBetweenLeafAndRoot() throws Exception {
        CertificateAuthority second = ca.intermediate("First").intermediate("Second");
        CertificateBundle leaf = second.server("a.test").issue();

        assertThat(leaf.chain())
                .extracting(c -> c.getSubjectX500Principal().getName())
                .containsExactly("CN=a.test", "CN=Second", "CN=First");
        assertThat(second.root()).isEqualTo(ca.certificate());
        assertThat(second.certificatePem()).isEqualTo(ca.certificatePem());
        assertValid(ca, leaf, NOW);
    }

    @Test
    void keptAuthorityIssuesAgain() throws Exception {
        CertificateAuthority first = ca.intermediate("Kept");
        String certificates = first.bundle().fullchainPem();
        String key = first.bundle().privateKeyPem().exposeText();

        CertificateAuthority again = CertificateAuthority.of(CertificateBundle.parse(certificates + key), CLOCK);

        assertValid(ca, again.server("a.test").issue(), NOW);
        assertThat(again.root()).isEqualTo(ca.root());
    }

    @Test
    void leafOfAServerIsNoAuthority() {
        CertificateBundle server = ca.server("a.test").issue();

        assertThatThrownBy(() -> CertificateAuthority.of(server))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("CN=a.test");
        assertThatThrownBy(() -> CertificateAuthority.of(ca.bundle().withoutPrivateKey()))
                .isInstanceOf(CertificateAuthorityException.class);
    }

    @Test
    void fieldsFollowRfc5280() throws Exception {
        X509Certificate leaf =
                ca.server("a.test").keyType(KeyType.RSA_2048).issue().leaf();
        X509Certificate root = ca.certificate();

        assertThat(leaf.getSerialNumber().signum()).isEqualTo(1);
        assertThat(leaf.getSerialNumber().toByteArray()).hasSize(20);
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true, false, true, false, false, false, false);
        assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(root.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(root.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
        // The root's SKI (04 16 04 14 ‖ id) is the leaf's AKI (04 18 30 16 80 14 ‖ id).
        byte[] subjectId = root.getExtensionValue("2.5.29.14");
        byte[] authorityId = leaf.getExtensionValue("2.5.29.35");
        assertThat(Arrays.copyOfRange(authorityId, authorityId.length - 20, authorityId.length))
                .isEqualTo(Arrays.copyOfRange(subjectId, subjectId.length - 20, subjectId.length));
    }

    @Test
    void datesAreBackdatedAndBounded() {
        CertificateBundle usual = ca.server("a.test").issue();
        CertificateBundle late =
                ca.server("a.test").validity(Duration.ofDays(36_500)).issue();
        CertificateBundle moved = ca.server("a.test")
                .notBefore(NOW.minus(Duration.ofDays(10)))
                .validity(Duration.ofDays(5))
                .issue();

        assertThat(usual.notBefore()).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(usual.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(late.notAfter()).isEqualTo(ca.certificate().getNotAfter().toInstant());
        assertThat(moved.notAfter()).isEqualTo(NOW.minus(Duration.ofDays(5)));
        assertThatThrownBy(() -> ca.server("a.test")
                        .notBefore(NOW.plus(Duration.ofDays(4000)))
                        .issue())
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("which ends at");
        assertThatThrownBy(() -> ca.server("a.test").validity(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longFirstNameLeavesTheSubjectEmpty() throws Exception {
        String longName = "a".repeat(63) + ".example.org";
        CertificateBundle server = ca.server(longName).issue();

        assertThat(server.leaf().getSubjectX500Principal().getName()).isEmpty();
        assertThat(server.leaf().getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(server.covers(Identifier.parse(longName))).isTrue();
        assertValid(ca, server, NOW);
    }

    @Test
    void holdersOwnKeyIsCertifiedWithoutItsPrivateHalf() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        CertificateBundle bundle =
                ca.client("agent").publicKey(pair.getPublic()).issue();

        assertThat(bundle.hasPrivateKey()).isFalse();
        assertThat(CertificateBundle.of(bundle.chain(), pair.getPrivate()).hasPrivateKey())
                .isTrue();
    }

    @Test
    void requestGivesNamesAndKey() throws Exception {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P384);
        byte[] csr = request("a.test", pair, pair, "b.test");

        Issuance issuance = ca.fromRequest(csr);
        CertificateBundle bundle = issuance.issue();

        assertThat(issuance.names()).extracting(Identifier::text).containsExactly("a.test", "b.test");
        assertThat(bundle.leaf().getPublicKey()).isEqualTo(pair.getPublic());
        assertValid(ca, bundle, NOW);
    }

    @Test
    void requestWithoutProofOfItsKeyIsRefused() throws Exception {
        KeyPair named = PrivateKeys.generate(KeyType.EC_P256);
        KeyPair other = PrivateKeys.generate(KeyType.EC_P256);

        assertThatThrownBy(() -> ca.fromRequest(request("a.test", named, other, "a.test")))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("not signed by its own key");
        assertThatThrownBy(() -> ca.fromRequest(request("not a host", named, named, "a.test")))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("not a host");
        assertThatThrownBy(() -> ca.fromRequest(request("a.test", named, named, "bad_name.test")))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("bad_name.test");
        assertThatThrownBy(() -> ca.fromRequest(new byte[] {1, 2, 3}))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("PKCS#10");
    }

    @Test
    void revocationListHoldsWhatWasRevoked() throws Exception {
        X509Certificate first = ca.server("a.test").issue().leaf();
        X509Certificate second = ca.server("b.test").issue().leaf();
        X509Certificate good = ca.server("c.test").issue().leaf();
        ca.revoke(first, RevocationReason.KEY_COMPROMISE);
        ca.revoke(first, RevocationReason.SUPERSEDED);
        ca.revoke(second, RevocationReason.UNSPECIFIED);

        X509CRL crl = ca.crl();
        crl.verify(ca.certificate().getPublicKey());

        assertThat(crl.getRevokedCertificate(first).getRevocationReason()).isEqualTo(CRLReason.KEY_COMPROMISE);
        assertThat(crl.getRevokedCertificate(second).hasExtensions()).isFalse();
        assertThat(crl.isRevoked(good)).isFalse();
        assertThat(ca.isRevoked(first.getSerialNumber())).isTrue();
        assertThat(crl.getNextUpdate()).isEqualTo(Date.from(NOW.plus(Duration.ofDays(7))));
        assertThat(Pem.parse(ca.crlPem())).extracting(PemBlock::label).containsExactly("X509 CRL");
        assertThat(ca.crl().getExtensionValue("2.5.29.20")).isNotEqualTo(crl.getExtensionValue("2.5.29.20"));
    }

    @Test
    void foreignCertificateIsNotRevoked() {
        CertificateAuthority twin = CertificateAuthority.create("Test root");
        X509Certificate foreign = twin.server("a.test").issue().leaf();

        assertThatThrownBy(() -> ca.revoke(foreign, RevocationReason.UNSPECIFIED))
                .isInstanceOf(CertificateAuthorityException.class)
                .hasMessageContaining("was not issued by");
    }

    @Test
    void crlUrlIsWrittenIntoWhatTheRootIssues() {
        CertificateAuthority root = CertificateAuthority.builder("Root")
                .crlUrl(URI.create("http://crl.example.org/root.crl"))
                .build();

        assertThat(root.server("a.test").issue().crlUrls())
                .containsExactly(URI.create("http://crl.example.org/root.crl"));
        assertThat(ca.server("a.test").issue().crlUrls()).isEmpty();
    }

    @Test
    void builderReportsEveryProblem() {
        assertThatThrownBy(() -> CertificateAuthority.builder(" ")
                        .validity(Duration.ZERO)
                        .crlUrl(URI.create("root.crl"))
                        .build())
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.field())
                                .containsExactly("commonName", "validity", "crlUrl"));
        assertThatThrownBy(() -> ca.client("x".repeat(65))).isInstanceOf(InvalidModelException.class);
        assertThatThrownBy(ca::server).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] request(String commonName, KeyPair named, KeyPair signing, String alternative)
            throws Exception {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, alternative)));
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=" + commonName), named.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate()))
                .getEncoded();
    }

    private static void assertValid(CertificateAuthority anchor, CertificateBundle bundle, Instant when)
            throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.root(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(List.copyOf(bundle.chain())),
                        parameters);
    }
}
