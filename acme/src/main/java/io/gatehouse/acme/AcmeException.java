package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate could not be had, kept or revoked. Subclasses are named for the part that failed.
 *
 * <p>Whatever was served before is served on: no failure of this kind takes a certificate away.
 */
public abstract class AcmeException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     * @param retryAfter how long the other side asked us to wait, or {@code null}
     */
    protected AcmeException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the CA asked us to wait; never negative. */
    @Override
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
