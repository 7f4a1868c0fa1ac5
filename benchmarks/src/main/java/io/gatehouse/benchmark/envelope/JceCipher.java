package io.gatehouse.benchmark.envelope;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM by the JDK alone, as a careful service writes it: nonce, ciphertext and tag in one array. */
final class JceCipher {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final String PROVIDER = "SunJCE";
    private static final int KEY_BITS = 256;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(JceCipher::newCipher);
    private final SecretKey key;
    private final byte[] associatedData;

    private JceCipher(SecretKey key, byte[] associatedData) {
        this.key = key;
        this.associatedData = associatedData;
    }

    static SecretCipher aesGcm() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(KEY_BITS);
        JceCipher cipher = new JceCipher(generator.generateKey(), associatedData());
        return new SecretCipher(cipher::encrypt, cipher::decrypt);
    }

    /** The place of the secret as a service would write it down. */
    static byte[] associatedData() {
        return (Library.TABLE + '/' + Library.COLUMN + '/' + Library.ROW).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] encrypt(byte[] secret) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] stored = Arrays.copyOf(nonce, NONCE_BYTES + secret.length + TAG_BYTES);
        cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(secret, 0, secret.length, stored, NONCE_BYTES);
        return stored;
    }

    private byte[] decrypt(byte[] stored) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(stored, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(stored, NONCE_BYTES, stored.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = ciphers.get();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance(TRANSFORMATION, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(PROVIDER + " has no " + TRANSFORMATION, e);
        }
    }
}
