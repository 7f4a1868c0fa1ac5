package io.gatehouse.postgres;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.postgres.internal.AttemptSocketFactory;
import io.gatehouse.postgres.internal.ConnectionAttempt;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens one verified connection a call, through pgjdbc over our sockets. Safe for use by many threads. */
final class VerifiedDataSource implements DataSource {
    private final Dsn dsn;
    private final String url;

    VerifiedDataSource(Dsn dsn) {
        this.dsn = dsn;
        // Hosts only: everything else goes by properties, where no log of a URL can show it.
        this.url = "jdbc:postgresql://"
                + dsn.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(",")) + "/";
    }

    @Override
    public Connection getConnection() throws SQLException {
        ConnectionAttempt attempt;
        try {
            attempt = ConnectionAttempt.register(TlsMaterial.of(dsn));
        } catch (GatehouseException e) {
            throw new SQLException("cannot read what TLS needs: " + e.getMessage(), e);
        }
        boolean connected = false;
        try {
            Connection connection = DriverManager.getConnection(url, properties(attempt));
            attempt.succeeded(connection);
            connected = true;
            return connection;
        } catch (SQLException e) {
            throw attempt.explain(e);
        } finally {
            if (!connected) {
                attempt.failed();
            }
        }
    }

    private Properties properties(ConnectionAttempt attempt) {
        Properties all = new Properties();
        all.setProperty("connectTimeout", "5");
        all.setProperty("loginTimeout", "10");
        all.putAll(JdbcUrl.driverProperties(dsn));
        dsn.user().ifPresent(user -> all.setProperty("user", user));
        dsn.password().ifPresent(password -> all.setProperty("password", password.exposeText()));
        dsn.database().or(dsn::user).ifPresent(name -> all.setProperty("PGDBNAME", name));
        // Towards pgjdbc the name check is off because ours, the stricter one, has been done by then.
        all.setProperty("sslmode", SslMode.VERIFY_CA.text());
        all.setProperty("sslfactory", AttemptSocketFactory.class.getName());
        all.setProperty("sslfactoryarg", attempt.handle());
        // GSSAPI encryption would take the place of TLS.
        all.setProperty("gssEncMode", "disable");
        return all;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user and password belong into the Dsn");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("this data source writes no log");
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // HikariCP sets it as a matter of course; the Dsn's own login timeout holds.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this data source writes no log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLException("not a " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
