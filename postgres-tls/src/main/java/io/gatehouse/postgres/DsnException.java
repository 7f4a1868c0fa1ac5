package io.gatehouse.postgres;

import io.gatehouse.core.GatehouseException;

/**
 * A data source name cannot be read, or cannot be written in the asked form without becoming weaker. The message shows
 * no part of the text that may belong to a password.
 */
public final class DsnException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    DsnException(String message) {
        super(message);
    }
}
