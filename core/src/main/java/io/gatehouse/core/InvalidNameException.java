package io.gatehouse.core;

/** A text is neither a legal domain name nor a legal IP address. */
public final class InvalidNameException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final String value;

    InvalidNameException(String value, String reason) {
        super("\"" + value + "\" " + reason);
        this.value = value;
    }

    /** The text that was refused. */
    public String value() {
        return value;
    }
}
