package io.gatehouse.acme;

import org.jspecify.annotations.Nullable;

/** A deploy hook did not do its work. The certificate is in the store, and the hook will be run again. */
public final class DeployHookException extends AcmeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     */
    public DeployHookException(String message, @Nullable Throwable cause) {
        super(message, cause, null);
    }
}
