package io.gatehouse.benchmark.envelope;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jasypt.encryption.pbe.StandardPBEByteEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.encrypt.Encryptors;

/** The libraries whose key is a password. They take no associated data. */
final class PasswordCiphers {
    private static final int PASSWORD_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private PasswordCiphers() {}

    /** AES-256-GCM under a key that is derived from the password once. */
    @SuppressWarnings("deprecation") // Since 7.1, for a builder of the same cipher.
    static SecretCipher spring() {
        BytesEncryptor encryptor = Encryptors.stronger(randomHex(PASSWORD_BYTES), randomHex(SALT_BYTES));
        return new SecretCipher(encryptor::encrypt, encryptor::decrypt);
    }

    /** AES-256-CBC, not authenticated, under a key that is derived from the password anew for each message. */
    static SecretCipher jasypt() {
        StandardPBEByteEncryptor encryptor = new StandardPBEByteEncryptor();
        encryptor.setAlgorithm("PBEWITHHMACSHA512ANDAES_256");
        encryptor.setIvGenerator(new RandomIvGenerator());
        encryptor.setPassword(randomHex(PASSWORD_BYTES));
        return new SecretCipher(encryptor::encrypt, encryptor::decrypt);
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
