package io.gatehouse.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A {@link ChallengeSolver} could not put the answer to a challenge where the CA looks for it, or none fits. */
public class ChallengeSolverException extends AcmeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     */
    public ChallengeSolverException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     * @param retryAfter how long the other side asked us to wait, or {@code null}
     */
    public ChallengeSolverException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause, retryAfter);
    }
}
