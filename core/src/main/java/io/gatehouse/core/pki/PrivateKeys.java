package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Private keys from every common format, and to PKCS#8.
 *
 * <p>Read are RSA, EC (P-256, P-384, P-521) and Ed25519 keys as PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915),
 * each in PEM or DER; PKCS#8 encrypted with PBES2 or the older schemes (RFC 8018, RFC 7292), in PEM or DER; PKCS#1 and
 * SEC 1 encrypted as RFC 1421 has it; PKCS#12; and JWK (RFC 7517, RFC 8037). The format is found out from the content.
 * Text and certificates around a PEM key are passed over. Keys come out as the JDK's own classes, equal for every format.
 *
 * <p>Every failure is a {@link PrivateKeyException} whose {@link PrivateKeyException#reason() reason} tells the usual
 * mistakes apart. Stateless, thread-safe.
 */
public final class PrivateKeys {
    private PrivateKeys() {}

    /**
     * Reads a key file that is not encrypted.
     *
     * @throws PrivateKeyException if there is no readable key in it
     * @throws io.gatehouse.core.SecureFileException if the file is missing or open to others, see
     *     {@link SecureFiles#readSecret}
     */
    public static PrivateKey read(Path file) {
        return readWith(file, null);
    }

    /**
     * Reads a key file with its passphrase, which is ignored if the key is not encrypted.
     *
     * @throws PrivateKeyException if there is no readable key in it
     * @throws io.gatehouse.core.SecureFileException if the file is missing or open to others, see
     *     {@link SecureFiles#readSecret}
     */
    public static PrivateKey read(Path file, Secret passphrase) {
        return readWith(file, Objects.requireNonNull(passphrase, "passphrase"));
    }

    /**
     * Reads a key that is not encrypted.
     *
     * @throws PrivateKeyException if there is no readable key in the bytes
     */
    public static PrivateKey parse(byte[] key) {
        return parse(key, null);
    }

    /**
     * Reads a key.
     *
     * @param passphrase opens the key if it is encrypted
     * @throws PrivateKeyException if there is no readable key in the bytes
     */
    public static PrivateKey parse(byte[] key, @Nullable Secret passphrase) {
        return new KeyReader(passphrase).read(key);
    }

    /**
     * Reads a PEM or JWK key that is not encrypted.
     *
     * @throws PrivateKeyException if there is no readable key in the text
     */
    public static PrivateKey parse(String key) {
        return parse(key, null);
    }

    /**
     * Reads a PEM or JWK key.
     *
     * @param passphrase opens the key if it is encrypted
     * @throws PrivateKeyException if there is no readable key in the text
     */
    public static PrivateKey parse(String key, @Nullable Secret passphrase) {
        return parse(key.getBytes(StandardCharsets.UTF_8), passphrase);
    }

    /**
     * Reads a private JWK: RSA with its primes, EC on P-256 or P-384, or OKP on Ed25519.
     *
     * @throws PrivateKeyException if the text is not one such key
     */
    public static PrivateKey parseJwk(String json) {
        return Jwk.privateKey(json);
    }

    /**
     * The key as PKCS#8 DER, which the caller should wipe.
     *
     * @throws PrivateKeyException if the key does not leave its token
     */
    public static byte[] toPkcs8(PrivateKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null || !"PKCS#8".equals(key.getFormat())) {
            throw new PrivateKeyException(
                    Reason.UNSUPPORTED,
                    "A key of " + key.getClass().getName()
                            + " cannot be copied out of where it is kept. Use it in place.");
        }
        return encoded;
    }

    /**
     * The key as a PKCS#8 PEM block, in the clear: the caller keeps it safe, for instance by {@link SecureFiles#write}.
     *
     * @throws PrivateKeyException if the key does not leave its token
     */
    public static String toPem(PrivateKey key) {
        return Pem.encode("PRIVATE KEY", toPkcs8(key));
    }

    /**
     * The key as an encrypted PKCS#8 PEM block: PBES2 with AES-256-CBC and PBKDF2 of 600,000 rounds of HMAC-SHA-256.
     *
     * @throws PrivateKeyException if the key does not leave its token
     */
    public static String toEncryptedPem(PrivateKey key, Secret passphrase) {
        return Pem.encode("ENCRYPTED PRIVATE KEY", EncryptedKeys.encrypt(key, passphrase));
    }

    /**
     * The public half, computed from the private one.
     *
     * @throws PrivateKeyException if the key does not leave its token, or is an RSA key without its public exponent
     */
    public static PublicKey publicKeyOf(PrivateKey key) {
        return JdkKeys.derivePublicKey(key);
    }

    /**
     * The private key with its public half.
     *
     * @throws PrivateKeyException as {@link #publicKeyOf} does
     */
    public static KeyPair keyPair(PrivateKey key) {
        return new KeyPair(publicKeyOf(key), key);
    }

    /** Makes a new key pair. */
    public static KeyPair generate(KeyType type) {
        try {
            return switch (type) {
                case RSA_2048 -> rsa(2048);
                case RSA_3072 -> rsa(3072);
                case RSA_4096 -> rsa(4096);
                case EC_P256 -> ec("secp256r1");
                case EC_P384 -> ec("secp384r1");
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 17 makes keys of every KeyType", e);
        }
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static PrivateKey readWith(Path file, @Nullable Secret passphrase) {
        try (Secret content = SecureFiles.readSecret(file)) {
            return content.withBytes(bytes -> parse(bytes, passphrase));
        } catch (PrivateKeyException e) {
            throw new PrivateKeyException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }
}
