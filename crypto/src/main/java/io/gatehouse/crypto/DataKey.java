package io.gatehouse.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/** The key of one envelope, wiped when closed. Its purposes each have a key of their own, derived from it. */
final class DataKey implements AutoCloseable {
    private final byte[] key;

    private DataKey(byte[] key) {
        this.key = key;
    }

    static DataKey generate(SecureRandom random) {
        byte[] key = new byte[KeyDerivation.KEY_BYTES];
        random.nextBytes(key);
        return new DataKey(key);
    }

    /** Takes the array over. */
    static DataKey of(byte[] key) {
        return new DataKey(key);
    }

    byte[] bytes() {
        return key;
    }

    /** The public name of this key. */
    byte[] id() {
        return Arrays.copyOf(KeyDerivation.expand(key, "gatehouse/v1/data-key-id"), Header.DATA_KEY_ID_BYTES);
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
