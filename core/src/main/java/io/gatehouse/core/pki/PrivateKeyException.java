package io.gatehouse.core.pki;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A private key could not be read or used; {@link #reason()} says which of the usual causes it was. */
public final class PrivateKeyException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** The key is encrypted and no passphrase was given. */
        PASSPHRASE_MISSING,
        /** The passphrase does not open the key. */
        PASSPHRASE_WRONG,
        /** Something else was found where a private key belongs: a certificate, a public key, a request, an empty file. */
        NOT_A_PRIVATE_KEY,
        /** A private key of a kind that Gatehouse does not read. */
        UNSUPPORTED,
        /** Broken bytes. */
        MALFORMED,
        /** The key does not belong to the certificate. */
        MISMATCH
    }

    private final Reason reason;

    PrivateKeyException(Reason reason, String message) {
        this(reason, message, null);
    }

    PrivateKeyException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Which of the usual causes it was. */
    public Reason reason() {
        return reason;
    }
}
