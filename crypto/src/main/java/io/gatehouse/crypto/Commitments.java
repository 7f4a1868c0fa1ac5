package io.gatehouse.crypto;

/** Commits envelopes to a data key, their header and their place. Not necessarily safe for use by several threads. */
@FunctionalInterface
interface Commitments {
    /** HMAC-SHA256 of the first {@value Header#BYTES} bytes of {@code header} and the encoded place. */
    byte[] commitment(byte[] header, byte[] encodedPlace);
}
