package io.gatehouse.acme;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The CA could not be reached, or what answered did not speak ACME: no connection, a certificate that is not trusted, an
 * HTTP error without a problem document, a body that makes no sense.
 */
public final class AcmeUnavailableException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private AcmeUnavailableException(String message, Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause, retryAfter);
    }

    static AcmeUnavailableException httpError(URI ca, String attempted, AcmeHttp.StatusError error) {
        Duration wait = error.retryAfter();
        String remedy = wait == null
                ? "Try again later, and see that the address is a directory of ACME."
                : "Try again in " + wait.toSeconds() + " s, as it asks.";
        return new AcmeUnavailableException(
                "The CA at " + ca + " answered HTTP " + error.status() + " without saying why, when asked " + attempted
                        + ". " + remedy,
                error,
                wait);
    }

    static AcmeUnavailableException notAcme(URI ca, String attempted, Throwable cause) {
        return new AcmeUnavailableException(
                "The CA at " + ca + " gave an answer that is not ACME (RFC 8555), when asked " + attempted + ": "
                        + cause.getMessage() + ". See that the address is a directory of ACME, and tell the CA.",
                cause,
                null);
    }

    static AcmeUnavailableException tooSlow(URI ca, String attempted, AcmeHttp.TooSlow cause) {
        return new AcmeUnavailableException(
                "The CA at " + ca + " is too slow: " + cause.getMessage() + ", when asked " + attempted
                        + ". Try again later, or raise callLimit() on the builder of AcmeIssuer.",
                cause,
                null);
    }

    static AcmeUnavailableException network(URI ca, String attempted, IOException cause) {
        return new AcmeUnavailableException(
                "The CA at " + ca + " could not be reached, when asked " + attempted + ": " + reason(cause),
                cause,
                null);
    }

    private static String reason(IOException cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException) {
                return "the thread was interrupted.";
            }
            if (t instanceof SSLException) {
                return t.getMessage()
                        + ". If its HTTPS is private, name its root: AcmeDirectory.of(...).trusting(root).";
            }
        }
        return cause + ". See that the address is right and that a firewall lets it through.";
    }
}
