package io.gatehouse.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Connections that are exactly as safe as their {@link Dsn} says.
 *
 * <p>They go through pgjdbc, but over sockets of this library: the server's chain is checked against the Dsn's trust
 * anchors only, its name by RFC 6125 and before anything of the client is sent, and the client certificate may come from
 * memory or from a key file of any format. A Dsn that verifies nothing is refused.
 *
 * <p>Safe for use by many threads.
 */
public final class PostgresTls {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private PostgresTls() {}

    /**
     * A HikariCP pool whose first connection has been opened already, so that a fault shows here, with its cause. Later a
     * lasting fault is thrown at once, as the cause of an {@link SQLException}, where HikariCP would time out; and a refused
     * login is tried again after growing pauses only, so that no account is locked. {@link RotatingPool} is for certificates
     * and passwords that change.
     *
     * @param dsn what to connect to
     * @return a pool to be closed by the caller
     * @throws InvalidModelException if the Dsn cannot lead to a verified connection
     * @throws PostgresConnectionException if the server cannot be reached, trusted or logged in to
     */
    public static HikariDataSource pool(Dsn dsn) {
        return pool(dsn, config -> {});
    }

    /**
     * As {@link #pool(Dsn)}, with settings of HikariCP's own.
     *
     * @param dsn what to connect to
     * @param settings changes pool size, time-outs and so on; what says where to connect is the Dsn's and stays
     * @return a pool to be closed by the caller
     * @throws InvalidModelException if the Dsn cannot lead to a verified connection
     * @throws PostgresConnectionException if the server cannot be reached, trusted or logged in to
     */
    public static HikariDataSource pool(Dsn dsn, Consumer<HikariConfig> settings) {
        requireVerifiable(dsn);
        FreshMaterial source = new FreshMaterial(dsn);
        try {
            source.open().close();
        } catch (SQLException e) {
            throw PostgresConnectionException.of(dsn, e);
        }
        HikariConfig config = defaults();
        settings.accept(config);
        PoolConnections connections = new PoolConnections(() -> dsn, source, Clock.systemUTC(), () -> {});
        return FailFastPool.start(config, connections);
    }

    /**
     * Verified connections without a pool, one a call. Nothing is connected yet; the certificate files are read at each
     * connection.
     *
     * @param dsn what to connect to
     * @throws InvalidModelException if the Dsn cannot lead to a verified connection
     */
    public static DataSource dataSource(Dsn dsn) {
        requireVerifiable(dsn);
        return new VerifiedDataSource(new FreshMaterial(dsn));
    }

    /**
     * What was negotiated for a connection.
     *
     * @param connection from {@link #pool} or {@link #dataSource}
     * @throws SQLException if the connection is closed
     * @throws IllegalArgumentException if it comes from elsewhere
     */
    public static TlsSession session(Connection connection) throws SQLException {
        return TlsSession.of(connection);
    }

    static void requireVerifiable(Dsn dsn) {
        List<Problem> problems = TlsMaterial.problems(dsn);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("The verified connection by " + dsn, problems);
        }
    }

    static HikariConfig defaults() {
        HikariConfig config = new HikariConfig();
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        return config;
    }
}
