package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** Thrown when a secret cannot be encrypted: it is too large, or the JVM lacks an algorithm. */
public final class EncryptionException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    EncryptionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
