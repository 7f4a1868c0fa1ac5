package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A pool over two servers, of which the first one dies in the midst of a query. */
class PoolFailoverIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Database CA");

    @Test
    void goesOnWithTheSecondServerAndVerifiesItToo() throws SQLException {
        try (PostgresServer first = server();
                PostgresServer second = server()) {
            Dsn dsn = Dsn.host("localhost", first.port())
                    .orHost("localhost", second.port())
                    .database("postgres")
                    .user("agent")
                    .verifyFull(CA.certificate())
                    .clientCertificate(CA.client("agent").issue())
                    .build();
            try (HikariDataSource pool = PostgresTls.pool(dsn)) {
                try (Connection connection = pool.getConnection();
                        Statement sql = connection.createStatement()) {
                    assertThat(port(connection)).isEqualTo(first.port());
                    first.crash();
                    assertThatThrownBy(() -> sql.execute("SELECT 1")).isInstanceOf(SQLException.class);
                }

                try (Connection connection = pool.getConnection()) {
                    assertThat(port(connection)).isEqualTo(second.port());
                    assertThat(PostgresTls.session(connection).host()).isEqualTo("localhost");
                }
            }
        }
    }

    private static PostgresServer server() throws SQLException {
        PostgresServer server = PostgresServer.builder()
                .tls(CA)
                .hba("hostssl all agent all cert")
                .startOrSkip();
        try (Connection superuser = server.superuserDataSource().getConnection();
                Statement sql = superuser.createStatement()) {
            sql.execute("CREATE ROLE agent LOGIN");
        }
        return server;
    }

    private static int port(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT current_setting('port')::int")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
