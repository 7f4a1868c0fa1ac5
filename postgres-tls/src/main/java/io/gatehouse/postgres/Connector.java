package io.gatehouse.postgres;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.postgres.internal.AttemptPlainSockets;
import io.gatehouse.postgres.internal.AttemptSocketFactory;
import io.gatehouse.postgres.internal.AttemptVerifier;
import io.gatehouse.postgres.internal.ConnectionAttempt;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.Collectors;

/** Opens verified connections through pgjdbc over our sockets. */
final class Connector {
    private Connector() {}

    static SQLException unreadable(GatehouseException e) {
        return new SQLException("cannot read what TLS needs: " + e.getMessage(), e);
    }

    static Connection open(ConnectionMaterial material) throws SQLException {
        ConnectionAttempt attempt = ConnectionAttempt.register(material.tls());
        boolean connected = false;
        try {
            Connection connection =
                    DriverManager.getConnection(url(material.dsn()), properties(material.dsn(), attempt.handle()));
            attempt.succeeded(connection);
            connected = true;
            return connection;
        } catch (SQLException e) {
            throw attempt.explain(e);
        } finally {
            if (!connected) {
                end(attempt);
            }
        }
    }

    private static void end(ConnectionAttempt attempt) {
        try {
            attempt.failed();
        } catch (IOException e) {
            // Nobody uses the socket any more, and why there is no connection is being said already.
        }
    }

    /** Hosts only: everything else goes by properties, where no log of a URL can show it. */
    private static String url(Dsn dsn) {
        return "jdbc:postgresql://"
                + dsn.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(",")) + "/";
    }

    private static Properties properties(Dsn dsn, String handle) {
        Properties all = new Properties();
        all.setProperty("connectTimeout", "5");
        all.setProperty("loginTimeout", "10");
        all.putAll(JdbcUrl.driverProperties(dsn));
        dsn.user().ifPresent(user -> all.setProperty("user", user));
        dsn.password().ifPresent(password -> all.setProperty("password", password.exposeText()));
        dsn.database().or(dsn::user).ifPresent(name -> all.setProperty("PGDBNAME", name));
        // The driver's name check is replaced by a look at the finished handshake: ours, the stricter one, is part of
        // it.
        all.setProperty("sslmode", SslMode.VERIFY_FULL.text());
        all.setProperty("socketFactory", AttemptPlainSockets.class.getName());
        all.setProperty("sslfactory", AttemptSocketFactory.class.getName());
        all.setProperty("sslhostnameverifier", AttemptVerifier.class.getName());
        all.setProperty("sslfactoryarg", handle);
        // GSSAPI encryption would take the place of TLS.
        all.setProperty("gssEncMode", "disable");
        return all;
    }
}
