package io.gatehouse.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateAuthority;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresContainerIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Container CA");

    @Test
    void servesTlsOnLoopbackByItsRules() throws SQLException {
        Path anchor;
        try (PostgresContainer server =
                builder().tls(CA).setting("application_name", "it's \\ here").startOrSkip()) {
            anchor = server.caFile();
            assertThat(server.version()).matches("\\d+\\.\\d+");
            try (Connection connection = server.superuserDataSource().getConnection()) {
                assertThat(single(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo("t");
                assertThat(single(connection, "SELECT reset_val FROM pg_settings WHERE name = 'application_name'"))
                        .isEqualTo("it's \\ here");
                server.replaceHba("host all all all reject");
            }
            assertThat(awaitRefusal(server)).contains("pg_hba.conf rejects connection");
            assertThat(server.clientCertificate("agent").leaf().getIssuerX500Principal())
                    .isEqualTo(CA.root().getSubjectX500Principal());
        }
        assertThat(anchor).doesNotExist();
    }

    @Test
    void runsInTheHostsNetwork() throws SQLException {
        try (PostgresContainer server = builder().hostNetwork().startOrSkip();
                Connection connection = server.superuserDataSource().getConnection()) {
            assertThat(single(connection, "SHOW port")).isEqualTo(String.valueOf(server.port()));
            assertThat(single(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void saysWhyItDidNotStart() {
        DockerEngine.require("PostgreSQL");
        try (PostgresContainer server = builder().setting("no_such_thing", "1").build()) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining("unrecognized configuration parameter \"no_such_thing\"");
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
        }
    }

    private static PostgresContainer.Builder builder() {
        return PostgresContainer.builder().image(Images.of("POSTGRES", PostgresContainer.IMAGE));
    }

    /** Connects until the rules that refuse it are read. */
    private static String awaitRefusal(PostgresContainer server) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() - deadline < 0) {
            try (Connection letIn = server.superuserDataSource().getConnection()) {
                assertThat(letIn).isNotNull();
            } catch (SQLException refused) {
                return String.valueOf(refused.getMessage());
            }
        }
        return "nobody was refused within a minute";
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
