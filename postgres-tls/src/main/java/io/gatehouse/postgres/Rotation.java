package io.gatehouse.postgres;

import java.util.Optional;

/**
 * What a look for new certificates or passwords came to.
 *
 * @param outcome in a word
 * @param oldConnections connections that were made with earlier material and are still open
 * @param refusal why the new material was not put in service; also while it waits to be tried again
 */
public record Rotation(Outcome outcome, int oldConnections, Optional<PostgresConnectionException> refusal) {
    /** What came of it. */
    public enum Outcome {
        /**
         * There is nothing new, or nothing that may be tried yet; of an earlier change, connections in use may be left.
         */
        UNCHANGED,
        /** The server took a login with the new material, which new connections are made with from now on. */
        SWAPPED,
        /** The last connection made with earlier material is closed: the server sees the new one alone. */
        COMPLETED,
        /** The new material is unusable, or the server does not take it; the present one stays in service. */
        REFUSED
    }

    static Rotation of(Outcome outcome, int oldConnections) {
        return new Rotation(outcome, oldConnections, Optional.empty());
    }
}
