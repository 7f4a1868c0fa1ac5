package io.gatehouse.crypto;

import io.gatehouse.core.GatehouseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a key-encryption key cannot be used now, whatever it was to be used for: the system that holds it does not
 * answer, is overloaded, or refuses this client. The same call may succeed later; nothing is said about the secret.
 */
public final class KeyUnavailableException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * For implementations of {@link KeyEncryptionKey}.
     *
     * @param message which key, what its system said (never a secret), and what to do
     * @param cause what failed, or {@code null}
     */
    public KeyUnavailableException(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    /**
     * For implementations of {@link KeyEncryptionKey}.
     *
     * @param message which key, what its system said (never a secret), and what to do
     * @param retryAfter how long its system asks to be left alone, or {@code null}
     * @param cause what failed, or {@code null}
     */
    public KeyUnavailableException(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the system that holds the key asks to be left alone, where it says. */
    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
