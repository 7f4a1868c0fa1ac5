package io.gatehouse.benchmark.envelope;

import java.security.GeneralSecurityException;

/**
 * What every library is measured by: bytes to what is stored, and back. Both directions are safe for use by several
 * threads.
 */
record SecretCipher(Direction encrypt, Direction decrypt) {
    /** One of the two directions. */
    @FunctionalInterface
    interface Direction {
        byte[] apply(byte[] input) throws GeneralSecurityException;
    }
}
