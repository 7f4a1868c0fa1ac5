package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;

/** Thrown when a stored value does not have the shape of the foreign format it was read as. */
public final class ForeignFormatException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what does not fit and what to do; never the value, which may be a secret
     */
    public ForeignFormatException(String message) {
        super(message);
    }
}
