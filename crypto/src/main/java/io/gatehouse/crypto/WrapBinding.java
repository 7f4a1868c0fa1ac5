package io.gatehouse.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The public bytes that a wrapped data key is inseparable from. */
final class WrapBinding {
    private WrapBinding() {}

    /** The binding of the recipients that travel inside of all envelopes under one shared data key. */
    static byte[] shared(Suite suite, DataKeyId id) {
        return Header.encode(suite, Header.FLAG_SHARED, 0, id);
    }

    /** The binding of the copies of a data key that are kept in a store. */
    static byte[] stored(Suite suite, DataKeyId id, byte[] encodedScope) {
        byte[] scope = sha256(encodedScope);
        byte[] binding = Arrays.copyOf(shared(suite, id), Header.BYTES + scope.length);
        System.arraycopy(scope, 0, binding, Header.BYTES, scope.length);
        return binding;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
