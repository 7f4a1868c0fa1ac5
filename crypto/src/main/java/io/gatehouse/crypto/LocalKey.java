package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key-encryption key in memory. Each wrap runs AES Key Wrap (RFC 3394) under a key of its own, derived from the
 * key-encryption key and the binding: that is how a scheme without associated data is bound to some.
 */
final class LocalKey implements KeyEncryptionKey {
    /** The size of a wrapped data key: RFC 3394 adds eight bytes. */
    static final int WRAPPED_BYTES = KeyDerivation.KEY_BYTES + 8;

    private static final String WHAT = "A key-encryption key";
    private static final String KEY_WRAP = "AESWrap";
    private static final String AES = "AES";

    private final byte[] key;
    private final KekId id;

    private LocalKey(byte[] key) {
        this.key = key;
        byte[] full = KeyDerivation.expand(key, "gatehouse/v1/kek-id");
        this.id = KekId.of(Arrays.copyOf(full, KekId.BYTES));
    }

    static LocalKey fromBase64(Secret base64) {
        return new LocalKey(Keys.decode(WHAT, base64));
    }

    static LocalKey of(byte[] key) {
        return new LocalKey(Keys.requireLength(WHAT, key.clone()));
    }

    @Override
    public KekId id() {
        return id;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        try {
            Cipher cipher = cipher(Cipher.WRAP_MODE, binding);
            return cipher.wrap(new SecretKeySpec(dataKey, AES));
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The data key could not be wrapped; does this JVM have AES Key Wrap?", e);
        }
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        if (wrappedKey.length != WRAPPED_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.UNWRAP_MODE, binding);
            return Optional.of(cipher.unwrap(wrappedKey, AES, Cipher.SECRET_KEY).getEncoded());
        } catch (InvalidKeyException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new EncryptionException("The data key could not be unwrapped; does this JVM have AES Key Wrap?", e);
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + "]";
    }

    private Cipher cipher(int mode, byte[] binding) throws GeneralSecurityException {
        byte[] wrappingKey = KeyDerivation.expand(key, "gatehouse/v1/wrap", binding);
        try {
            Cipher cipher = Cipher.getInstance(KEY_WRAP);
            cipher.init(mode, new SecretKeySpec(wrappingKey, AES));
            return cipher;
        } finally {
            Arrays.fill(wrappingKey, (byte) 0);
        }
    }
}
