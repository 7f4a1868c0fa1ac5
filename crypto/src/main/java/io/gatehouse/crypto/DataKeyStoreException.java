package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** Thrown when a {@link DataKeyStore} does not answer, or not as it should. Nothing is said about any secret. */
public final class DataKeyStoreException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /**
     * For implementations of {@link DataKeyStore}.
     *
     * @param message what failed and what to do
     * @param cause what brought it about, or {@code null}
     */
    public DataKeyStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
