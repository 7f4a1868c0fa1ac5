package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.util.Optional;

/**
 * A key that wraps data keys and encrypts nothing else. Keep it away from the database whose secrets it protects.
 *
 * <p>It may be held in this process or in a system that never hands it out. Implementations are safe for use by several
 * threads. Their {@code toString} names the id, never the key. Each must pass {@code KeyEncryptionKeyContract}, from this
 * module's tests jar.
 */
public interface KeyEncryptionKey {
    /**
     * A key held in this process, as it stands in a setting: the base64 of 32 random bytes, made once by
     * {@code head -c32 /dev/urandom | base64}. White space around it is ignored.
     *
     * @param base64 the key as text; it is copied and may be closed afterwards
     * @throws KeyEncryptionKeyException if it is not base64, or not of 32 bytes
     */
    static KeyEncryptionKey fromBase64(Secret base64) {
        return LocalKey.fromBase64(base64);
    }

    /**
     * A key held in this process.
     *
     * @param key 32 uniformly random bytes; they are copied and may be closed afterwards
     * @throws KeyEncryptionKeyException if there are not 32 bytes
     */
    static KeyEncryptionKey fromBytes(Secret key) {
        return key.withBytes(LocalKey::of);
    }

    /** The public id of this key, which every wrapped key carries; all versions of a key have the same. */
    KekId id();

    /** What an operator calls this key, such as its URI; for logs and never a secret. */
    default String name() {
        return "KEK " + id();
    }

    /**
     * The version that {@link #wrap} uses now, where the key has versions of its own: a data key that an older one wrapped
     * is due to be rewrapped.
     *
     * @throws KeyUnavailableException if the system that holds the key does not say
     */
    default long version() {
        return 0;
    }

    /**
     * The version that wrapped a data key, as far as the bytes show it.
     *
     * @param wrappedKey what {@link #wrap} returned
     */
    default long versionOf(byte[] wrappedKey) {
        return 0;
    }

    /**
     * Wraps a data key.
     *
     * @param dataKey the 32 bytes to wrap; not kept
     * @param binding public bytes that the wrapped key is inseparable from
     * @return the wrapped key, 1 to 16,000 bytes
     * @throws KeyUnavailableException if the system that holds the key does not answer, or not now
     */
    byte[] wrap(byte[] dataKey, byte[] binding);

    /**
     * Unwraps a data key.
     *
     * @param wrappedKey what {@link #wrap} returned
     * @param binding the bytes it was wrapped with
     * @return the data key, which the caller wipes; empty if it was not wrapped by this key with this binding
     * @throws KeyUnavailableException if the system that holds the key does not answer, or not now
     */
    Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding);
}
