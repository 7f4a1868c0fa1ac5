package io.gatehouse.postgres.internal;

import javax.net.ssl.SSLException;

/** The server speaks TLS, but not as it was demanded. */
public final class DemandNotMetException extends SSLException {
    private static final long serialVersionUID = 1L;

    DemandNotMetException(String message) {
        super(message);
    }
}
