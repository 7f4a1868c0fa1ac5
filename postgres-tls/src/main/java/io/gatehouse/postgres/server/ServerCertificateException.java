package io.gatehouse.postgres.server;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server could not be given a certificate; the one it had before is in its place. */
public final class ServerCertificateException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    ServerCertificateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
