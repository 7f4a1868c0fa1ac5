package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** Private keys from every common format, and to PKCS#8. */
public final class PrivateKeys {
    private PrivateKeys() {}

    /** Reads. */
    public static PrivateKey read(Path file) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey read(Path file, Secret passphrase) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey parse(byte[] key) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey parse(byte[] key, @Nullable Secret passphrase) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey parse(String key) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey parse(String key, @Nullable Secret passphrase) {
        return Landing.next();
    }

    /** Reads. */
    public static PrivateKey parseJwk(String json) {
        return Landing.next();
    }

    /** PKCS#8 DER. */
    public static byte[] toPkcs8(PrivateKey key) {
        return Landing.next();
    }

    /** PKCS#8 PEM. */
    public static String toPem(PrivateKey key) {
        return Landing.next();
    }

    /** Encrypted PKCS#8 PEM. */
    public static String toEncryptedPem(PrivateKey key, Secret passphrase) {
        return Landing.next();
    }

    /** Derived. */
    public static PublicKey publicKeyOf(PrivateKey key) {
        return Landing.next();
    }

    /** Pair. */
    public static KeyPair keyPair(PrivateKey key) {
        return Landing.next();
    }

    /** New pair. */
    public static KeyPair generate(KeyType type) {
        return Landing.next();
    }
}
