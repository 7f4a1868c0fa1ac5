package io.gatehouse.dns;

import io.gatehouse.core.GatehouseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A DNS provider could not do what it was asked. Carries which provider, and a kind to act on. */
public final class DnsProviderException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller can act on it. */
    public enum Kind {
        /** The credentials are unknown, wrong or out of date. Trying again does not help. */
        BAD_CREDENTIALS(false),
        /** The credentials are good but may not make this change. Trying again does not help. */
        REFUSED(false),
        /** The vendor or server does not hold the zone for this account. Trying again does not help. */
        NO_SUCH_ZONE(false),
        /** Too many calls; {@link DnsProviderException#retryAfter()} says how long to wait if the vendor did. */
        RATE_LIMITED(true),
        /** No connection, or no answer in time. The change may have been made all the same. */
        UNREACHABLE(true),
        /** The other side answered that it failed. */
        SERVER_FAILED(true),
        /**
         * The answer is not what the API promises: no JSON, half a body, records of another zone. A proxy on the way may be the
         * cause, and be gone at the next try.
         */
        MALFORMED_ANSWER(true),
        /** Others kept changing the same records between our reading and our writing. */
        CONFLICT(true),
        /** The thread was interrupted. The change may have been made all the same. */
        CANCELLED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /** Whether the same call can succeed later without anybody changing anything. */
        public boolean isRetryable() {
            return retryable;
        }
    }

    private final String provider;
    private final Kind kind;
    private final @Nullable Duration retryAfter;

    /**
     * @param provider the name of the provider, as in {@link DnsProviderFactory#name()}
     * @param message what happened, the value seen (never a secret), and what to do
     */
    public DnsProviderException(String provider, Kind kind, String message) {
        this(provider, kind, message, null, null);
    }

    /**
     * @param provider the name of the provider, as in {@link DnsProviderFactory#name()}
     * @param message what happened, the value seen (never a secret), and what to do
     * @param cause what brought it about, or {@code null}
     * @param retryAfter how long the vendor said to wait, or {@code null}
     */
    public DnsProviderException(
            String provider, Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super("DNS provider " + provider + ": " + message, cause);
        this.provider = provider;
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** The name of the provider that failed. */
    public String provider() {
        return provider;
    }

    /** What to act on. */
    public Kind kind() {
        return kind;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
