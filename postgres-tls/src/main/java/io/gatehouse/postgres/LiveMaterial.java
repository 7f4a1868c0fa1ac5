package io.gatehouse.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The material in service, and which of the open connections were made with it. Safe for use by many threads. */
final class LiveMaterial implements ConnectionSource {
    private final Map<Connection, ConnectionMaterial> open = new HashMap<>();
    private volatile ConnectionMaterial current;

    LiveMaterial(ConnectionMaterial first) {
        this.current = first;
    }

    ConnectionMaterial current() {
        return current;
    }

    @Override
    public Connection open() throws SQLException {
        ConnectionMaterial used = current;
        Connection connection = Connector.open(used);
        if (!used.equals(current)) {
            // Swapped in the midst of the login, after which no connection may be made with the old.
            connection.close();
            used = current;
            connection = Connector.open(used);
        }
        synchronized (open) {
            forgetClosed();
            open.put(connection, used);
        }
        return connection;
    }

    void swap(ConnectionMaterial next) {
        current = next;
    }

    /** How many connections that were made with other material are open. */
    int old() throws SQLException {
        synchronized (open) {
            forgetClosed();
            return (int) open.values().stream().filter(m -> !m.equals(current)).count();
        }
    }

    /** Cuts them off, in use or not. */
    void abortOld() throws SQLException {
        synchronized (open) {
            for (Map.Entry<Connection, ConnectionMaterial> entry : open.entrySet()) {
                if (!entry.getValue().equals(current)) {
                    entry.getKey().abort(Runnable::run);
                }
            }
        }
    }

    private void forgetClosed() throws SQLException {
        for (var all = open.keySet().iterator(); all.hasNext(); ) {
            if (all.next().isClosed()) {
                all.remove();
            }
        }
    }
}
