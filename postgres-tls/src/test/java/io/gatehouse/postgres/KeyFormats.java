package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** The key of a bundle, RSA or on P-256, in every format that {@link PrivateKeys} reads. */
final class KeyFormats {
    static final Secret PASSPHRASE = Secret.ofText("correct horse");

    /** Version 1 and a string of 32 bytes, and the curve as context tag 0 (RFC 5915, section 3). */
    private static final byte[] SEC1_HEAD = HexFormat.of().parseHex("30310201010420");

    private static final byte[] SEC1_CURVE = HexFormat.of().parseHex("a00a06082a8648ce3d030107");

    /** What PKCS#8 puts before an RSA key: two lengths of two bytes, a version, and the algorithm (RFC 5958, section 2). */
    private static final int PKCS8_HEAD_OF_RSA = 26;

    private KeyFormats() {}

    /** By what a person would call them; those whose name says so are under {@link #PASSPHRASE}. */
    static Map<String, byte[]> of(CertificateBundle bundle) throws Exception {
        PrivateKey key = bundle.privateKey();
        boolean ec = key instanceof ECPrivateKey;
        String name = ec ? "SEC 1" : "PKCS#1";
        String label = ec ? "EC PRIVATE KEY" : "RSA PRIVATE KEY";
        byte[] older = ec ? sec1((ECPrivateKey) key) : pkcs1(key);
        byte[] encrypted = encryptedAsPbes2(key);
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("PKCS#8 PEM", ascii(PrivateKeys.toPem(key)));
        all.put("PKCS#8 DER", PrivateKeys.toPkcs8(key));
        all.put("encrypted PKCS#8 PEM", ascii(Pem.encode("ENCRYPTED PRIVATE KEY", encrypted)));
        all.put("encrypted PKCS#8 DER", encrypted);
        all.put(name + " PEM", ascii(Pem.encode(label, older)));
        all.put(name + " DER", older);
        all.put("encrypted " + name + " PEM", ascii(encryptedAsRfc1421(label, older)));
        all.put("PEM after text", ascii("Bag Attributes\n    friendlyName: agent\n" + PrivateKeys.toPem(key)));
        all.put("encrypted PKCS#12", pkcs12(bundle));
        if (ec) {
            all.put("JWK", ascii(jwk(bundle)));
        }
        return all;
    }

    private static byte[] sec1(ECPrivateKey key) {
        return concat(concat(SEC1_HEAD, fixed(key.getS())), SEC1_CURVE);
    }

    private static byte[] pkcs1(PrivateKey key) {
        byte[] pkcs8 = PrivateKeys.toPkcs8(key);
        return Arrays.copyOfRange(pkcs8, PKCS8_HEAD_OF_RSA, pkcs8.length);
    }

    /** With fewer rounds than {@link PrivateKeys#toEncryptedPem} takes: it is read thousands of times. */
    private static byte[] encryptedAsPbes2(PrivateKey key) throws Exception {
        PBKDF2Config rounds = new PBKDF2Config.Builder()
                .withPRF(PBKDF2Config.PRF_SHA256)
                .withIterationCount(300)
                .withSaltLength(16)
                .build();
        OutputEncryptor encryptor = new JcePKCSPBEOutputEncryptorBuilder(rounds, NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .build(PASSPHRASE.exposeChars());
        return new PKCS8EncryptedPrivateKeyInfoBuilder(PrivateKeys.toPkcs8(key))
                .build(encryptor)
                .getEncoded();
    }

    /** As {@code openssl rsa -traditional -aes128} does: the key is one round of MD5 over passphrase and salt. */
    private static String encryptedAsRfc1421(String label, byte[] der) throws Exception {
        byte[] vector = MessageDigest.getInstance("MD5").digest(der);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(PASSPHRASE.exposeBytes());
        md5.update(vector, 0, 8);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(md5.digest(), "AES"), new IvParameterSpec(vector));
        String begin = "-----BEGIN " + label + "-----\n";
        String headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                + HexFormat.of().withUpperCase().formatHex(vector) + "\n\n";
        return Pem.encode(label, cipher.doFinal(der)).replace(begin, begin + headers);
    }

    private static byte[] pkcs12(CertificateBundle bundle) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        bundle.toKeyStore("agent", PASSPHRASE).store(file, PASSPHRASE.exposeChars());
        return file.toByteArray();
    }

    private static String jwk(CertificateBundle bundle) {
        ECPublicKey open = (ECPublicKey) bundle.leaf().getPublicKey();
        ECPrivateKey key = (ECPrivateKey) bundle.privateKey();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + base64(open.getW().getAffineX()) + "\",\"y\":\""
                + base64(open.getW().getAffineY()) + "\",\"d\":\"" + base64(key.getS()) + "\"}";
    }

    private static String base64(BigInteger number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed(number));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = Objects.requireNonNull(number).toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
        return fixed;
    }

    private static byte[] concat(byte[] head, byte[] rest) {
        byte[] all = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
