package io.gatehouse.postgres;

import io.gatehouse.postgres.internal.VerifiedTls;

/**
 * Everything that a connection is made with, the files read.
 *
 * @param dsn where to and as whom
 * @param tls the sockets
 */
record ConnectionMaterial(Dsn dsn, VerifiedTls tls) {
    /** Reads the files that the Dsn names. */
    static ConnectionMaterial read(Dsn dsn) {
        return new ConnectionMaterial(dsn, TlsMaterial.of(dsn));
    }

    /** Whether two make the same connections: by what the files hold, not by their names. */
    boolean sameAs(ConnectionMaterial other) {
        return dsn.endpoints().equals(other.dsn.endpoints())
                && dsn.database().equals(other.dsn.database())
                && dsn.user().equals(other.dsn.user())
                && dsn.password().equals(other.dsn.password())
                && dsn.parameters().equals(other.dsn.parameters())
                && tls.settings().sameAs(other.tls.settings());
    }
}
