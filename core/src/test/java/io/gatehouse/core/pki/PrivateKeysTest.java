package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    private static final Secret PASSPHRASE = Secret.ofText("pa\u00df phrase");
    private static final Map<KeyType, KeyPair> PAIRS = new EnumMap<>(KeyType.class);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void everyKindRoundTrips(KeyType type) {
        PrivateKey key = pair(type).getPrivate();

        assertThat(PrivateKeys.parse(PrivateKeys.toPem(key))).isEqualTo(key);
        assertThat(PrivateKeys.parse(PrivateKeys.toPkcs8(key))).isEqualTo(key);
        assertThat(PrivateKeys.parse("\n  " + PrivateKeys.toPem(key), PASSPHRASE))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"RSA_2048", "EC_P384", "ED25519"})
    void encryptedKeysRoundTrip(KeyType type) {
        PrivateKey key = pair(type).getPrivate();

        assertThat(PrivateKeys.parse(PrivateKeys.toEncryptedPem(key, PASSPHRASE), PASSPHRASE))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void publicHalfIsDerivedAndVerifiesWhatTheKeySigns(KeyType type) throws Exception {
        PrivateKey key = PrivateKeys.parse(PrivateKeys.toPem(pair(type).getPrivate()));
        KeyPair derived = PrivateKeys.keyPair(key);
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };

        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(derived.getPrivate());
        signer.update(new byte[] {1, 2, 3});
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(derived.getPublic());
        verifier.update(new byte[] {1, 2, 3});

        assertThat(verifier.verify(signer.sign())).isTrue();
        assertThat(derived.getPublic()).isEqualTo(pair(type).getPublic());
    }

    @Test
    void olderFormatsAreRead() throws Exception {
        PrivateKey rsa = pair(KeyType.RSA_2048).getPrivate();
        PrivateKey ec = pair(KeyType.EC_P256).getPrivate();
        byte[] pkcs1 = pkcs1(rsa);

        assertThat(PrivateKeys.parse(pkcs1)).isEqualTo(rsa);
        assertThat(PrivateKeys.parse(Pem.encode("RSA PRIVATE KEY", pkcs1))).isEqualTo(rsa);
        assertThat(PrivateKeys.parse("comment\n" + legacyPem(ec, null))).isEqualTo(ec);
        for (String cipher : List.of("AES-256-CBC", "AES-128-CBC", "DES-EDE3-CBC")) {
            assertThat(PrivateKeys.parse(legacyPem(rsa, cipher), PASSPHRASE)).isEqualTo(rsa);
            assertThat(PrivateKeys.parse(legacyPem(ec, cipher), PASSPHRASE)).isEqualTo(ec);
        }
    }

    @Test
    void keysAreTheJdksOwnAndNoProviderIsInstalled() throws Exception {
        PrivateKey key = PrivateKeys.parse(legacyPem(pair(KeyType.EC_P256).getPrivate(), "AES-256-CBC"), PASSPHRASE);

        assertThat(key.getClass().getName()).startsWith("sun.");
        assertThat(Security.getProvider("BC")).isNull();
    }

    @Test
    void missingPassphraseIsSaid() throws Exception {
        PrivateKey key = pair(KeyType.EC_P256).getPrivate();

        for (String pem : List.of(PrivateKeys.toEncryptedPem(key, PASSPHRASE), legacyPem(key, "AES-128-CBC"))) {
            assertReason(() -> PrivateKeys.parse(pem), Reason.PASSPHRASE_MISSING);
        }
    }

    // A wrong passphrase leaves good padding once in 256 tries: many tries show that garbage is not taken for a key.
    @Test
    void wrongPassphraseIsSaid() throws Exception {
        PrivateKey key = pair(KeyType.EC_P256).getPrivate();
        String legacy = legacyPem(key, "AES-128-CBC");
        String pbes2 = PrivateKeys.toEncryptedPem(key, PASSPHRASE);

        assertReason(() -> PrivateKeys.parse(pbes2, Secret.ofText("wrong")), Reason.PASSPHRASE_WRONG);
        for (int i = 0; i < 2000; i++) {
            Secret wrong = Secret.ofText("wrong" + i);
            assertReason(() -> PrivateKeys.parse(legacy, wrong), Reason.PASSPHRASE_WRONG);
        }
    }

    @Test
    void whatIsNoPrivateKeyIsNamed() throws Exception {
        CertificateBundle bundle =
                CertificateAuthority.create("Root").server("a.test").issue();
        byte[] publicKey = bundle.leaf().getPublicKey().getEncoded();

        assertReason(() -> PrivateKeys.parse(bundle.certificatePem()), Reason.NOT_A_PRIVATE_KEY, "a certificate");
        assertReason(() -> PrivateKeys.parse(bundle.leaf().getEncoded()), Reason.NOT_A_PRIVATE_KEY, "a certificate");
        assertReason(() -> PrivateKeys.parse(publicKey), Reason.NOT_A_PRIVATE_KEY, "a public key");
        assertReason(
                () -> PrivateKeys.parse(Pem.encode("PUBLIC KEY", publicKey)), Reason.NOT_A_PRIVATE_KEY, "a public key");
        assertReason(
                () -> PrivateKeys.parse(Pem.encode("CERTIFICATE REQUEST", publicKey)),
                Reason.NOT_A_PRIVATE_KEY,
                "a certificate request");
        assertReason(() -> PrivateKeys.parse("  \n"), Reason.NOT_A_PRIVATE_KEY, "nothing");
    }

    @Test
    void otherKindsAreRefusedWithAWayOut() {
        PrivateKey key = pair(KeyType.EC_P256).getPrivate();

        assertReason(
                () -> PrivateKeys.parse(Pem.encode("OPENSSH PRIVATE KEY", new byte[] {1})),
                Reason.UNSUPPORTED,
                "ssh-keygen");
        assertReason(() -> PrivateKeys.parse(Pem.encode("DSA PRIVATE KEY", new byte[] {1})), Reason.UNSUPPORTED, "DSA");
        assertReason(
                () -> PrivateKeys.parse(PrivateKeys.toPem(key) + PrivateKeys.toPem(key)),
                Reason.UNSUPPORTED,
                "2 private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "-----BEGIN PRIVATE KEY-----\nAQID\n",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "0"
            })
    void garbageIsMalformed(String text) {
        assertReason(() -> PrivateKeys.parse(text), Reason.MALFORMED);
    }

    @Test
    void anElementThatDoesNotBelongIsMalformed() throws IOException {
        ASN1Sequence key = ASN1Sequence.getInstance(
                PrivateKeys.toPkcs8(pair(KeyType.EC_P256).getPrivate()));
        ASN1EncodableVector elements = new ASN1EncodableVector();
        key.forEach(elements::add);
        elements.add(new DERSequence());

        assertReason(() -> PrivateKeys.parse(new DERSequence(elements).getEncoded()), Reason.MALFORMED);
    }

    @Property(tries = 300)
    void brokenKeysEndInOurOwnError(@ForAll int position, @ForAll byte value) {
        byte[] der = PrivateKeys.toPkcs8(pair(KeyType.EC_P256).getPrivate());
        byte[] broken = der.clone();
        broken[Math.floorMod(position, der.length)] = value;

        for (byte[] bytes : List.of(broken, Arrays.copyOf(der, Math.floorMod(position, der.length)))) {
            try {
                assertThat(PrivateKeys.parse(bytes).getAlgorithm()).isNotEmpty();
            } catch (PrivateKeyException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void filesAreReadByTheRuleForSecrets() throws Exception {
        PrivateKey key = pair(KeyType.EC_P256).getPrivate();
        Path file = folder.resolve("key.pem");
        SecureFiles.write(file, PrivateKeys.toEncryptedPem(key, PASSPHRASE).getBytes(StandardCharsets.US_ASCII));

        assertThat(PrivateKeys.read(file, PASSPHRASE)).isEqualTo(key);
        assertThatThrownBy(() -> PrivateKeys.read(file))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageContaining(file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> PrivateKeys.read(file, PASSPHRASE))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("chmod");
    }

    static KeyPair pair(KeyType type) {
        synchronized (PAIRS) {
            return PAIRS.computeIfAbsent(type, PrivateKeys::generate);
        }
    }

    static void assertReason(ThrowingCallable call, Reason reason, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PrivateKeyException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            for (String word : words) {
                assertThat(e).hasMessageContaining(word);
            }
        });
    }

    /** PKCS#1 or SEC 1 as openssl's older commands write it, encrypted if a cipher is named. */
    private static String legacyPem(PrivateKey key, @Nullable String cipher) throws Exception {
        String label = key.getAlgorithm() + " PRIVATE KEY";
        byte[] der = key instanceof ECPrivateKey ec
                ? new org.bouncycastle.asn1.sec.ECPrivateKey(256, ec.getS(), SECObjectIdentifiers.secp256r1)
                        .getEncoded()
                : pkcs1(key);
        if (cipher == null) {
            return Pem.encode(label, der);
        }
        PEMEncryptor encryptor = new JcePEMEncryptorBuilder(cipher)
                .setProvider(BouncyCastle.PROVIDER)
                .build(PASSPHRASE.exposeChars());
        String begin = "-----BEGIN " + label + "-----\n";
        return Pem.encode(label, encryptor.encrypt(der))
                .replace(
                        begin,
                        begin + "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + encryptor.getAlgorithm() + ","
                                + HexFormat.of().withUpperCase().formatHex(encryptor.getIV()) + "\n\n");
    }

    private static byte[] pkcs1(PrivateKey rsa) throws Exception {
        return PrivateKeyInfo.getInstance(rsa.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }
}
