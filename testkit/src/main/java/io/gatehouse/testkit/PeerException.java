package io.gatehouse.testkit;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A real program did not start, did not get ready, failed, or ran past its time limit. */
public final class PeerException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final String peer;
    private final String logTail;

    PeerException(String peer, String message, String logTail) {
        this(peer, message, logTail, null);
    }

    PeerException(String peer, String message, String logTail, @Nullable Throwable cause) {
        super(
                "peer " + peer + ": " + message + (logTail.isBlank() ? "" : "\n--- end of its log ---\n" + logTail),
                cause);
        this.peer = peer;
        this.logTail = logTail;
    }

    /**
     * The program's name.
     *
     * @return the name it was looked up by
     */
    public String peer() {
        return peer;
    }

    /**
     * The last lines the program wrote.
     *
     * @return empty when it wrote nothing
     */
    public String logTail() {
        return logTail;
    }
}
