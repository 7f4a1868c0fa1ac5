package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
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
    private final StripedPool<BoundWrap> wraps = StripedPool.forAllProcessors();

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
            BoundWrap bound = take();
            byte[] wrapped = bound.ready(Cipher.WRAP_MODE, binding).wrap(new SecretKeySpec(dataKey, AES));
            wraps.give(bound);
            return wrapped;
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
            BoundWrap bound = take();
            byte[] dataKey = bound.ready(Cipher.UNWRAP_MODE, binding)
                    .unwrap(wrappedKey, AES, Cipher.SECRET_KEY)
                    .getEncoded();
            wraps.give(bound);
            return Optional.of(dataKey);
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

    /** One that failed is not given back: its state is anyone's guess. */
    private BoundWrap take() throws GeneralSecurityException {
        BoundWrap idle = wraps.take();
        return idle == null ? new BoundWrap(KeyDerivation.hmac(key), Cipher.getInstance(KEY_WRAP)) : idle;
    }

    /** AES Key Wrap under the key of one binding after another: looking both algorithms up takes longer than the HMAC. */
    private record BoundWrap(Mac hmac, Cipher cipher) {
        Cipher ready(int mode, byte[] binding) throws GeneralSecurityException {
            byte[] wrappingKey = KeyDerivation.expand(hmac, "gatehouse/v1/wrap", binding);
            try {
                cipher.init(mode, new SecretKeySpec(wrappingKey, AES));
                return cipher;
            } finally {
                Arrays.fill(wrappingKey, (byte) 0);
            }
        }
    }
}
