package io.gatehouse.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The CA did not come to an end within the time allowed, or the waiting thread was interrupted. */
public final class AcmeTimeoutException extends AcmeException {
    private static final long serialVersionUID = 1L;

    AcmeTimeoutException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause, retryAfter);
    }
}
