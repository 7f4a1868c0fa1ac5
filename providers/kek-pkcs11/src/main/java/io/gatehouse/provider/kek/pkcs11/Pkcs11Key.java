package io.gatehouse.provider.kek.pkcs11;

import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyUnavailableException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A key in a token. A data key is wrapped by AES-256-GCM in the token, with the binding as associated data: the IV (12
 * bytes), the ciphertext (32) and the tag (16). The IV is random, so a key may wrap 2^32 data keys (NIST SP 800-38D, section
 * 8.3).
 */
final class Pkcs11Key implements KeyEncryptionKey {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final Pattern SHORT = Pattern.compile("\\b(16|24|128|192) bits\\b");

    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int DATA_KEY_BYTES = 32;
    private static final int WRAPPED_BYTES = IV_BYTES + DATA_KEY_BYTES + TAG_BITS / 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final KekId id;
    private final Provider provider;
    private final SecretKey key;

    Pkcs11Key(String name, Provider provider, SecretKey key) {
        this.name = name;
        this.id = KekId.ofName(name);
        this.provider = provider;
        this.key = key;
    }

    /**
     * Refuses a key that is too short, as far as that shows: PKCS#11 knows the size, and the JDK tells it in the key's text
     * alone, in bits or, for a key read from a token, in bytes called bits.
     */
    static void requireAes256(String name, SecretKey key) {
        if (!key.getAlgorithm().equals("AES") || SHORT.matcher(key.toString()).find()) {
            throw new KeyEncryptionKeyException(name + " is refused: it is not an AES key of 256 bits (" + key
                    + "); make one such as by pkcs11-tool --keygen --key-type aes:32 --sensitive");
        }
    }

    @Override
    public KekId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, iv);
            cipher.updateAAD(binding);
            byte[] wrapped = Arrays.copyOf(iv, WRAPPED_BYTES);
            cipher.doFinal(dataKey, 0, dataKey.length, wrapped, IV_BYTES);
            return wrapped;
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        if (wrappedKey.length != WRAPPED_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrappedKey, IV_BYTES));
            cipher.updateAAD(binding);
            return Optional.of(cipher.doFinal(wrappedKey, IV_BYTES, WRAPPED_BYTES - IV_BYTES));
        } catch (AEADBadTagException e) {
            // Tokens report a false tag and a fault of their own by one code, CKR_GENERAL_ERROR: one that still wraps
            // is
            // taken at its word, and one that does not is unavailable.
            wrap(new byte[DATA_KEY_BYTES], binding);
            return Optional.empty();
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + ", " + name + "]";
    }

    /** The token's own words, such as CKR_PIN_INCORRECT, stand in the innermost cause. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    private KeyUnavailableException unavailable(Exception e) {
        return new KeyUnavailableException(
                name + " cannot be used now: the token says " + reason(e)
                        + ". Look at the token; after it was away, open the key again",
                e);
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER, provider);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        return cipher;
    }
}
