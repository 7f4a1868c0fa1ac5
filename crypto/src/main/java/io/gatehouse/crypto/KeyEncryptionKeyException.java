package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;

/** Thrown when a key-encryption key cannot be made from what was given, or does not fit beside the others. */
public final class KeyEncryptionKeyException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    KeyEncryptionKeyException(String message) {
        super(message);
    }
}
