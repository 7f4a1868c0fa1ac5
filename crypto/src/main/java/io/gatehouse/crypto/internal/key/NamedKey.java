package io.gatehouse.crypto.internal.key;

import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A key of this process under the name of the place it was read from.
 *
 * @param key does the work
 * @param name for logs
 */
record NamedKey(KeyEncryptionKey key, String name) implements KeyEncryptionKey {

    /** Opens a key so that what is wrong with it is told together with where it is. */
    static KeyEncryptionKey open(String name, Supplier<KeyEncryptionKey> key) {
        try {
            return new NamedKey(key.get(), name);
        } catch (KeyEncryptionKeyException e) {
            throw new KeyEncryptionKeyException(name + ": " + e.getMessage());
        }
    }

    @Override
    public KekId id() {
        return key.id();
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        return key.wrap(dataKey, binding);
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        return key.unwrap(wrappedKey, binding);
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id() + ", " + name + "]";
    }
}
