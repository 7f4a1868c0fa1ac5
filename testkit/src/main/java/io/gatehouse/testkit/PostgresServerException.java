package io.gatehouse.testkit;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A test PostgreSQL could not be found, unpacked, started or asked. The message carries the server's own last words. */
public final class PostgresServerException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened and what to do
     */
    public PostgresServerException(String message) {
        super(message);
    }

    /**
     * @param message what happened and what to do
     * @param cause what brought it about
     */
    public PostgresServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
