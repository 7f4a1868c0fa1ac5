package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A borrowed connection in READ COMMITTED transactions, given back as it was. A lost race must show as no row updated,
 * and the newest value be seen after it: neither is so in a repeatable read. A database without READ COMMITTED stays as it
 * is: its transactions then fail rather than lose an update, and are tried again.
 */
record ReadCommitted(Connection connection, int isolation, boolean autoCommit) implements AutoCloseable {
    static ReadCommitted begin(Connection connection) throws SQLException {
        ReadCommitted transaction =
                new ReadCommitted(connection, connection.getTransactionIsolation(), connection.getAutoCommit());
        if (connection.getMetaData().supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        connection.setAutoCommit(false);
        return transaction;
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
        connection.setTransactionIsolation(isolation);
    }
}
