package io.gatehouse.acme;

import io.gatehouse.core.pki.KeyType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.HexFormat;
import java.util.Optional;

/** Which of our kinds a key is, and which key it is. */
final class KeyTypes {
    private KeyTypes() {}

    /** Empty for a key of a kind we do not make. */
    static Optional<KeyType> of(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return switch (rsa.getModulus().bitLength()) {
                case 2048 -> Optional.of(KeyType.RSA_2048);
                case 3072 -> Optional.of(KeyType.RSA_3072);
                case 4096 -> Optional.of(KeyType.RSA_4096);
                default -> Optional.empty();
            };
        }
        if (key instanceof ECKey ec) {
            return switch (ec.getParams().getOrder().bitLength()) {
                case 256 -> Optional.of(KeyType.EC_P256);
                case 384 -> Optional.of(KeyType.EC_P384);
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    /** The SHA-256 digest of the key's SubjectPublicKeyInfo, in lower-case hexadecimal. */
    static String digest(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
