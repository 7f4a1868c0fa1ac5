package io.gatehouse.core.pki;

import io.gatehouse.core.GatehouseException;

/** A text is not PEM (RFC 7468); the message names the line. */
public final class PemException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    PemException(String message) {
        super(message);
    }
}
