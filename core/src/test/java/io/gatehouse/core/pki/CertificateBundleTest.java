package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateBundleTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.create("Root");
    private static final CertificateAuthority INTERMEDIATE = ROOT.intermediate("Intermediate");
    private static final CertificateBundle BUNDLE =
            INTERMEDIATE.server("a.test", "*.b.test", "192.0.2.1").issue();

    @TempDir
    Path folder;

    @Test
    void saysWhatIsInTheLeaf() throws Exception {
        X509Certificate leaf = BUNDLE.leaf();

        assertThat(BUNDLE.chain()).containsExactly(leaf, INTERMEDIATE.certificate());
        assertThat(BUNDLE.intermediates()).containsExactly(INTERMEDIATE.certificate());
        assertThat(BUNDLE.names()).extracting(Identifier::text).containsExactly("a.test", "*.b.test", "192.0.2.1");
        assertThat(Duration.between(BUNDLE.notBefore(), BUNDLE.notAfter())).isGreaterThan(Duration.ofDays(90));
        assertThat(new BigInteger(BUNDLE.serialNumber(), 16)).isEqualTo(leaf.getSerialNumber());
        assertThat(BUNDLE.fingerprint())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded())));
        assertThat(BUNDLE.toString()).contains("CN=a.test", "with key").doesNotContain("PRIVATE");
    }

    @Test
    void coversItsNamesAndNoOthers() {
        assertThat(List.of("a.test", "x.b.test", "*.b.test", "192.0.2.1"))
                .allSatisfy(name ->
                        assertThat(BUNDLE.covers(Identifier.parse(name))).isTrue());
        assertThat(List.of("b.test", "x.y.b.test", "x.a.test", "192.0.2.2", "::1"))
                .allSatisfy(name ->
                        assertThat(BUNDLE.covers(Identifier.parse(name))).isFalse());
    }

    @Test
    void pemRoundTrips() {
        String key = BUNDLE.privateKeyPem().exposeText();
        CertificateBundle back = CertificateBundle.parse(BUNDLE.fullchainPem() + key);

        assertThat(back.chain()).isEqualTo(BUNDLE.chain());
        assertThat(back.privateKey()).isEqualTo(BUNDLE.privateKey());
        assertThat(BUNDLE.fullchainPem()).isEqualTo(BUNDLE.certificatePem() + BUNDLE.chainPem());
        assertThat(ROOT.server("x.test").issue().chainPem()).isEmpty();
    }

    @Test
    void parsePutsCertificatesInOrder() {
        List<X509Certificate> given = new ArrayList<>(BUNDLE.chain());
        given.add(ROOT.certificate());
        given.add(BUNDLE.leaf());
        Collections.reverse(given);
        String pem = X509Text.toPem(given);

        assertThat(CertificateBundle.parse(pem).chain())
                .containsExactly(BUNDLE.leaf(), INTERMEDIATE.certificate(), ROOT.certificate());
        assertThat(CertificateBundle.parse(pem).hasPrivateKey()).isFalse();
        assertThat(CertificateBundle.parse("first\n" + BUNDLE.privateKeyPem().exposeText() + pem)
                        .leaf())
                .isEqualTo(BUNDLE.leaf());
    }

    @Test
    void wrongOrderIsRefusedWithTheRightOne() {
        List<X509Certificate> reversed = List.of(INTERMEDIATE.certificate(), BUNDLE.leaf());

        assertThatThrownBy(() -> CertificateBundle.of(reversed))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("The right order is: \"CN=a.test\", \"CN=Intermediate\"");
        assertThatThrownBy(() -> CertificateBundle.of(List.of(BUNDLE.leaf(), ROOT.certificate())))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("CN=a.test was not signed by CN=Root");
        assertThatThrownBy(() -> CertificateBundle.of(List.of())).isInstanceOf(CertificateBundleException.class);
    }

    @Test
    void issuerOfTheSameNameWithAnotherKeyIsNoIssuer() {
        CertificateAuthority twin = CertificateAuthority.create("Root");

        assertThatThrownBy(() -> CertificateBundle.of(
                        List.of(ROOT.server("x.test").issue().leaf(), twin.root())))
                .isInstanceOf(CertificateBundleException.class);
    }

    @Test
    void whatFormsNoSingleChainIsRefused() {
        String two = ROOT.server("x.test").issue().certificatePem() + BUNDLE.fullchainPem();

        assertThatThrownBy(() -> CertificateBundle.parse(two))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("CN=x.test")
                .hasMessageContaining("CN=a.test");
        assertThatThrownBy(() -> CertificateBundle.parse(BUNDLE.fullchainPem() + twoRootsPem()))
                .isInstanceOf(CertificateBundleException.class);
    }

    @Test
    void keyOfAnotherCertificateIsAMismatch() {
        PrivateKey other = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        PrivateKey otherKind = PrivateKeys.generate(KeyType.ED25519).getPrivate();

        for (PrivateKey wrong : List.of(other, otherKind, INTERMEDIATE.bundle().privateKey())) {
            assertThatThrownBy(() -> CertificateBundle.of(BUNDLE.chain(), wrong))
                    .isInstanceOfSatisfying(
                            PrivateKeyException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
                    .hasMessageContaining("CN=a.test");
        }
        assertThatThrownBy(() -> CertificateBundle.parse(BUNDLE.fullchainPem() + PrivateKeys.toPem(other)))
                .isInstanceOfSatisfying(
                        PrivateKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
    }

    @Test
    void textWithoutCertificatesIsRefused() {
        String key = BUNDLE.privateKeyPem().exposeText();

        assertThatThrownBy(() -> CertificateBundle.parse(key))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("PRIVATE KEY");
        assertThatThrownBy(() -> CertificateBundle.parse("garbage")).isInstanceOf(CertificateBundleException.class);
        assertThatThrownBy(() -> CertificateBundle.parse(Pem.encode("CERTIFICATE", new byte[] {1, 2, 3})))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("broken");
        assertThatThrownBy(() -> CertificateBundle.parse(BUNDLE.fullchainPem() + key + key))
                .isInstanceOf(PrivateKeyException.class);
    }

    @Test
    void bundleWithoutKeySaysSo() {
        CertificateBundle without = BUNDLE.withoutPrivateKey();

        assertThat(without.hasPrivateKey()).isFalse();
        assertThatThrownBy(without::privateKey)
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining("CN=a.test");
        assertThatThrownBy(without::privateKeyPem).isInstanceOf(CertificateBundleException.class);
        assertThatThrownBy(() -> without.toKeyStore("a", Secret.ofText("p")))
                .isInstanceOf(CertificateBundleException.class);
    }

    @Test
    void filesAreRead() throws Exception {
        Path chain = folder.resolve("fullchain.pem");
        Path key = folder.resolve("privkey.pem");
        Secret passphrase = Secret.ofText("p\u00e4ss");
        SecureFiles.writePublic(chain, BUNDLE.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        SecureFiles.write(key, BUNDLE.privateKeyPem());

        assertThat(CertificateBundle.read(chain, key).privateKey()).isEqualTo(BUNDLE.privateKey());
        assertThat(CertificateBundle.read(chain).chain()).isEqualTo(BUNDLE.chain());
        assertThatThrownBy(() -> CertificateBundle.read(key))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining(key.toString());
        SecureFiles.write(key, Secret.ofText(PrivateKeys.toEncryptedPem(BUNDLE.privateKey(), passphrase)));
        assertThat(CertificateBundle.read(chain, key, passphrase).privateKey()).isEqualTo(BUNDLE.privateKey());
        assertThatThrownBy(() -> CertificateBundle.read(chain, key))
                .isInstanceOfSatisfying(
                        PrivateKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PASSPHRASE_MISSING))
                .hasMessageContaining(key.toString());
    }

    @Test
    void keyStoreRoundTrips() throws Exception {
        Secret password = Secret.ofText("store");
        KeyStore store = BUNDLE.toKeyStore("user", password);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password.exposeChars());
        Path file = folder.resolve("bundle.p12");
        SecureFiles.write(file, bytes.toByteArray());

        CertificateBundle back = CertificateBundle.readPkcs12(file, password);

        assertThat(back.chain()).isEqualTo(BUNDLE.chain());
        assertThat(back.privateKey()).isEqualTo(BUNDLE.privateKey());
        assertThatThrownBy(() -> CertificateBundle.readPkcs12(file, Secret.ofText("wrong")))
                .isInstanceOfSatisfying(
                        PrivateKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PASSPHRASE_WRONG));
        Files.writeString(file, "garbage");
        assertThatThrownBy(() -> CertificateBundle.readPkcs12(file, password))
                .isInstanceOfSatisfying(
                        PrivateKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void urlsOfTheIssuerAndMustStapleAreRead() throws Exception {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        X500Name name = new X500Name("CN=urls");
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.now()),
                Date.from(Instant.now().plusSeconds(60)),
                name,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        builder.addExtension(
                Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
                    new AccessDescription(AccessDescription.id_ad_ocsp, url("http://ocsp.test")),
                    new AccessDescription(AccessDescription.id_ad_ocsp, url("not a url")),
                    new AccessDescription(AccessDescription.id_ad_caIssuers, url("http://ca.test/i.der")),
                }));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "under_score.test"),
            new GeneralName(GeneralName.rfc822Name, "a@b.test"),
            new GeneralName(GeneralName.dNSName, "good.test"),
        }));
        builder.addExtension(SigningRequest.TLS_FEATURE, false, new DERSequence(new ASN1Encodable[] {
            new ASN1Integer(17), new ASN1Integer(5)
        }));
        X509Certificate certificate =
                X509Text.decode(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                        .getEncoded());

        CertificateBundle bundle = CertificateBundle.of(List.of(certificate), pair.getPrivate());

        assertThat(bundle.ocspUrls()).containsExactly(URI.create("http://ocsp.test"));
        assertThat(bundle.caIssuersUrls()).containsExactly(URI.create("http://ca.test/i.der"));
        assertThat(bundle.crlUrls()).isEmpty();
        assertThat(bundle.mustStaple()).isTrue();
        assertThat(BUNDLE.mustStaple()).isFalse();
        assertThat(bundle.names()).containsExactly(DomainName.of("good.test"));
    }

    @Test
    void whatWasWrittenIsReadBackInItsOrder() throws Exception {
        Path file = folder.resolve("fullchain.pem");
        Files.writeString(file, BUNDLE.fullchainPem());

        CertificateBundle back = CertificateBundle.readBack(file, BUNDLE.privateKey());

        assertThat(back.chain()).isEqualTo(BUNDLE.chain());
        assertThat(back.privateKey()).isEqualTo(BUNDLE.privateKey());
        assertThat(CertificateBundle.readBack(file).hasPrivateKey()).isFalse();
        Files.writeString(file, BUNDLE.chainPem() + BUNDLE.certificatePem());
        assertThatThrownBy(() -> CertificateBundle.readBack(file))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("The right order is");
    }

    @Test
    void keyOfAnotherCertificateIsNotReadBack() throws Exception {
        Path file = folder.resolve("fullchain.pem");
        Files.writeString(file, BUNDLE.fullchainPem());

        for (KeyType type : List.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.RSA_2048, KeyType.ED25519)) {
            PrivateKey swapped = PrivateKeys.generate(type).getPrivate();
            assertThatThrownBy(() -> CertificateBundle.readBack(file, swapped))
                    .isInstanceOfSatisfying(
                            PrivateKeyException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
        }
    }

    private static GeneralName url(String url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url);
    }

    private static String twoRootsPem() {
        return CertificateAuthority.create("Other").certificatePem();
    }
}
