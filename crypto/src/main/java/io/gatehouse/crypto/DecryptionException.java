package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;

/**
 * Thrown when a stored secret cannot be decrypted: it was damaged, stands at another place than the one it was made
 * for, or needs a key that is not known.
 *
 * <p>It carries no reason and no cause, so that a caller who passes it on tells an attacker nothing. The reason is
 * logged for the operator, once, without any secret.
 */
public final class DecryptionException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /** For implementations of {@link ForeignFormat}; they log the reason, or keep it to themselves. */
    public DecryptionException() {
        super("The secret could not be decrypted; the log of io.gatehouse.crypto tells the operator why");
    }
}
