package io.gatehouse.crypto;

import org.jspecify.annotations.Nullable;

/** Lends a cipher its data keys, one for each message. Implementations are safe for use by several threads. */
interface DataKeySource {
    /**
     * Lends a data key to encrypt one message under.
     *
     * @param place where the message belongs, or {@code null} for none
     * @param messageBytes how long the message is, padding included
     * @throws KeyUnavailableException if there is none and no key-encryption key wraps one now
     */
    EncryptionLease forEncryption(@Nullable Place place, int messageBytes);

    /**
     * Lends the data key of an envelope.
     *
     * @throws NoDataKeyException if it is not known, cannot be unwrapped, or was destroyed
     * @throws KeyUnavailableException if the key-encryption keys that unwrap it do not answer
     */
    Lease forDecryption(Envelope envelope) throws NoDataKeyException;

    /** A data key for as long as one message takes. */
    interface Lease extends AutoCloseable {
        SealingKey key();

        /** Gives the key back. By default nothing happens: the source keeps it for others. */
        @Override
        default void close() {}
    }

    /** A data key to encrypt under, and how its envelope carries it. */
    interface EncryptionLease extends Lease {
        /** Whether other envelopes are under this key, too. */
        boolean isShared();

        /**
         * The {@linkplain RecipientBlock recipients} as they are to stand in the envelope; empty if the data key is kept
         * in a store and found there by its id.
         *
         * @param bound header and commitment of the envelope, which the copies of a key that is not shared are bound to
         */
        byte[] recipients(byte[] bound);
    }
}
