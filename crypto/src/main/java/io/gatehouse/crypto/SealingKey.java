package io.gatehouse.crypto;

import java.util.Arrays;
import java.util.Optional;

/**
 * A data key made ready to seal and open the payloads of envelopes, as often as wanted. Safe for use by several threads.
 * {@link #close()} wipes it; a call after that throws {@link IllegalStateException}.
 */
final class SealingKey implements AutoCloseable {
    private static final String ID_LABEL = "gatehouse/v1/data-key-id";

    private final Suite suite;
    private final DataKeyId id;
    private final byte[] dataKey;
    private volatile boolean closed;

    private SealingKey(Suite suite, byte[] dataKey) {
        this.suite = suite;
        this.dataKey = dataKey;
        this.id = idOf(dataKey);
    }

    /**
     * Makes a data key ready.
     *
     * @param dataKey 32 bytes, which stay the caller's to wipe
     */
    static SealingKey of(Suite suite, byte[] dataKey) {
        return new SealingKey(suite, dataKey.clone());
    }

    /** The public name of a data key of 32 bytes. */
    static DataKeyId idOf(byte[] dataKey) {
        return DataKeyId.at(KeyDerivation.expand(dataKey, ID_LABEL), 0);
    }

    Suite suite() {
        return suite;
    }

    DataKeyId id() {
        return id;
    }

    /** What commits an envelope to this key, its header and its place. */
    byte[] commitment(byte[] header, byte[] encodedPlace) {
        requireOpen();
        return XaesSuite.commitment(dataKey, header, encodedPlace);
    }

    /** Nonce, ciphertext and tag. */
    byte[] seal(byte[] plaintext, byte[] bound) {
        requireOpen();
        return XaesSuite.seal(dataKey, plaintext, bound);
    }

    /** The plaintext, which the caller wipes, or empty if the payload is not authentic. */
    Optional<byte[]> open(byte[] payload, byte[] bound) {
        requireOpen();
        return XaesSuite.open(dataKey, payload, bound);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(dataKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The data key " + id + " was closed and wiped");
        }
    }
}
