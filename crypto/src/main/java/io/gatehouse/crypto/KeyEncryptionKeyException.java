package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;

/** Thrown when a key-encryption key cannot be made from what was given, or does not fit beside the others. */
public final class KeyEncryptionKeyException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers of keys.
     *
     * @param message what is wrong (never the key), and what to do
     */
    public KeyEncryptionKeyException(String message) {
        super(message);
    }

    /**
     * For providers of keys.
     *
     * @param message what is wrong (never the key), and what to do
     * @param cause what failed, if its own words hold no secret
     */
    public KeyEncryptionKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
