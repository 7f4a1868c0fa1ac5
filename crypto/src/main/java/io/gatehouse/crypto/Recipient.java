package io.gatehouse.crypto;

import java.util.Arrays;
import java.util.Optional;

/** One wrapped copy of the data key: for whom, and the wrapped bytes. Kinds that are not known are carried along. */
final class Recipient {
    /** The body is the id of a key-encryption key and what that key made of the data key. */
    static final int KIND_WRAPPED = 1;

    private final int kind;
    private final byte[] body;

    private Recipient(int kind, byte[] body) {
        this.kind = kind;
        this.body = body;
    }

    static Recipient of(int kind, byte[] body) {
        return new Recipient(kind, body);
    }

    static Recipient wrapped(KekId id, byte[] wrappedKey) {
        byte[] body = Arrays.copyOf(id.bytes(), KekId.BYTES + wrappedKey.length);
        System.arraycopy(wrappedKey, 0, body, KekId.BYTES, wrappedKey.length);
        return new Recipient(KIND_WRAPPED, body);
    }

    int kind() {
        return kind;
    }

    byte[] body() {
        return body;
    }

    /** The key-encryption key that unwraps this copy, where the kind is known. */
    Optional<KekId> kekId() {
        return kind == KIND_WRAPPED && body.length >= KekId.BYTES
                ? Optional.of(KekId.of(Arrays.copyOf(body, KekId.BYTES)))
                : Optional.empty();
    }

    byte[] wrappedKey() {
        return Arrays.copyOfRange(body, KekId.BYTES, body.length);
    }
}
