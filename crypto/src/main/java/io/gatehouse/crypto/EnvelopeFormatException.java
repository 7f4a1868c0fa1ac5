package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;

/**
 * Thrown when text or bytes do not have the shape of an envelope that this version reads. Everything it says can be
 * seen without a key.
 */
public final class EnvelopeFormatException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the shape. */
    public enum Reason {
        /** It never was an envelope: the text prefix or the magic byte is missing. */
        NOT_AN_ENVELOPE,
        /** An envelope of a version, suite, mode or option that this version does not read. */
        UNSUPPORTED,
        /** An envelope cut short or altered: its parts do not fit together. */
        DAMAGED
    }

    private final Reason reason;

    EnvelopeFormatException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What is wrong with the shape. */
    public Reason reason() {
        return reason;
    }
}
