package io.gatehouse.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A HikariCP pool that does not let a caller wait for what cannot come: with no connection left, and the server refusing
 * new ones for a lasting reason, the caller gets that reason and not a time-out.
 */
final class FailFastPool extends HikariDataSource {
    private final PoolConnections connections;

    private FailFastPool(HikariConfig config, PoolConnections connections) {
        super(config);
        this.connections = connections;
    }

    /** The same over a pool's settings; what says where to connect is replaced. */
    static FailFastPool start(HikariConfig config, PoolConnections connections) {
        config.setDataSource(new VerifiedDataSource(connections));
        return new FailFastPool(config, connections);
    }

    @Override
    public Connection getConnection() throws SQLException {
        // Asked before Hikari is, whose own threads go on trying meanwhile; a fault that has gone is noticed here at
        // once.
        if (connections.failsForNow() && !isClosed() && getHikariPoolMXBean().getTotalConnections() == 0) {
            connections.open().close();
        }
        return super.getConnection();
    }
}
