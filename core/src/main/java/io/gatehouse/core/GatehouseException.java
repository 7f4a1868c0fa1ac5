package io.gatehouse.core;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The base of every error that Gatehouse throws on purpose.
 *
 * <p>Subclasses are named for what failed and carry what a caller needs to act as typed data. A message says what
 * happened, the value seen (never a secret), and what to do.
 */
public abstract class GatehouseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, the value seen, and what to do
     */
    protected GatehouseException(String message) {
        super(message);
    }

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     */
    protected GatehouseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * How long to wait before the same call can succeed, where the other side said so.
     *
     * @return empty when nobody named a time
     */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
