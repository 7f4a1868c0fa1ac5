package io.gatehouse.crypto;

/** Commits envelopes to a data key, their header and their place. Not necessarily safe for use by several threads. */
@FunctionalInterface
interface Commitments {
    /**
     * Writes HMAC-SHA256 of the header and the encoded place behind the header.
     *
     * @param bound {@value Envelope#BOUND_BYTES} bytes, which begin with the header
     */
    void commit(byte[] bound, byte[] encodedPlace);
}
