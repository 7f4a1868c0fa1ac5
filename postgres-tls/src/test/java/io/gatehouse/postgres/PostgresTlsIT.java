package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.postgres.hba.HbaRule;
import io.gatehouse.postgres.hba.PgHba;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that takes TLS only, asked by every kind of client that it must refuse and some that it must not. */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class PostgresTlsIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Database CA");
    private static final CertificateAuthority OTHER_CA = CertificateAuthority.create("Another CA");
    private static final Secret PASSWORD = Secret.ofText("correct horse");

    private static PostgresServer server = PostgresServer.builder().build();

    @Parameter
    int version;

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws SQLException {
        PgHba hba = PgHba.builder()
                .rule(HbaRule.hostssl().databases("app").users("agent").cert())
                .rule(HbaRule.hostssl().databases("app").users("twofactor").scramWithCertificate())
                .rejectPlaintext()
                .build();
        server = PostgresServer.builder()
                .version(version)
                .tls(CA)
                .hba(hba.print())
                .startOrSkip();
        try (Connection superuser = server.superuserDataSource().getConnection();
                Statement sql = superuser.createStatement()) {
            sql.execute("CREATE ROLE agent LOGIN");
            sql.execute("CREATE ROLE twofactor LOGIN PASSWORD '" + PASSWORD.exposeText() + "'");
            sql.execute("CREATE DATABASE app");
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void letsTheAgentInAndTellsWhatWasNegotiated() throws SQLException {
        CertificateBundle client = server.clientCertificate("agent");
        try (HikariDataSource pool = PostgresTls.pool(
                        agent("localhost").clientCertificate(client).build());
                Connection connection = pool.getConnection()) {
            TlsSession session = PostgresTls.session(connection);

            assertThat(session.protocol()).isEqualTo("TLSv1.3");
            assertThat(session.host()).isEqualTo("localhost");
            assertThat(session.clientCertificate()).contains(client.leaf());
            assertThat(session.serverCertificate().getIssuerX500Principal())
                    .isEqualTo(CA.certificate().getSubjectX500Principal());
            assertThat(value(
                            connection,
                            "SELECT version || ' ' || cipher || ' ' || client_dn FROM pg_stat_ssl"
                                    + " WHERE pid = pg_backend_pid()"))
                    .isEqualTo("TLSv1.3 " + session.cipherSuite() + " /CN=agent");
            assertThat(value(connection, "SELECT current_user")).isEqualTo("agent");
        }
    }

    @Test
    void refusesPlaintext() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                                "jdbc:postgresql://localhost:" + server.port() + "/app?sslmode=disable", "agent", "")
                        .close())
                .hasMessageContaining("pg_hba.conf rejects connection")
                .hasMessageContaining("no encryption");
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLE", "ALLOW", "PREFER", "REQUIRE"})
    void refusesToVerifyNothing(SslMode mode) {
        Dsn weak = Dsn.host("localhost", server.port())
                .user("agent")
                .insecureSslMode(mode)
                .build();

        assertThatThrownBy(() -> PostgresTls.pool(weak))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(mode.text() + " verifies nothing");
    }

    @Test
    void saysWhatIsWrongWithTheClient() {
        CertificateBundle foreign = OTHER_CA.client("agent").issue();
        CertificateBundle another = server.clientCertificate("somebody");

        assertThat(failure(agent("localhost").build())).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(failure(agent("localhost").clientCertificate(another).build()))
                .isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(failure(agent("localhost").clientCertificate(foreign).build()))
                .isEqualTo(Reason.CLIENT_CERTIFICATE_REFUSED);
    }

    @Test
    void saysWhatIsWrongWithFilesAndAddresses() {
        Dsn noFile =
                agent("localhost").verifyFull(folder.resolve("missing.crt")).build();
        Dsn nobody = Dsn.host("127.0.0.1", LoopbackPorts.free())
                .user("agent")
                .verifyFull(CA.certificate())
                .build();

        assertThat(failure(noFile)).isEqualTo(Reason.MATERIAL_UNUSABLE);
        assertThat(failure(nobody)).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void saysWhenTheServerHasNoTls() {
        try (PostgresServer plain = PostgresServer.builder().version(version).start()) {
            Dsn dsn = Dsn.host("localhost", plain.port())
                    .user("postgres")
                    .verifyFull(CA.certificate())
                    .build();

            assertThat(failure(dsn)).isEqualTo(Reason.NO_TLS);
        }
    }

    @Test
    void asksForPasswordAndCertificateBoth() throws SQLException {
        Dsn.Builder both = Dsn.host("localhost", server.port())
                .database("app")
                .user("twofactor")
                .verifyFull(server.caFile())
                .parameter(ConnectionParameter.CHANNEL_BINDING, "require")
                .parameter(ConnectionParameter.SSL_MAX_PROTOCOL_VERSION, "TLSv1.2");
        assertThat(failure(both.password(PASSWORD).build())).isEqualTo(Reason.LOGIN_REFUSED);

        both.clientCertificate(server.clientCertificate("twofactor"));
        try (Connection connection = PostgresTls.dataSource(both.build()).getConnection()) {
            assertThat(PostgresTls.session(connection).protocol()).isEqualTo("TLSv1.2");
        }
        PostgresConnectionException failure = catchThrowableOfType(
                PostgresConnectionException.class,
                () -> PostgresTls.pool(
                        both.password(Secret.ofText("wrong horse")).build()));
        assertThat(failure.reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(failure).hasMessageNotContaining("horse");
    }

    @Test
    void cancelsAQueryOverAVerifiedSocketOfItsOwn() throws SQLException {
        Dsn dsn = agent("localhost")
                .clientCertificate(server.clientCertificate("agent"))
                .build();

        try (Connection connection = PostgresTls.dataSource(dsn).getConnection();
                Statement sql = connection.createStatement()) {
            sql.setQueryTimeout(1);
            assertThatThrownBy(() -> sql.execute("SELECT pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            sql.setQueryTimeout(0);
            assertThat(value(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void knowsNothingOfOtherPeoplesConnections() throws SQLException {
        try (Connection foreign = server.superuserDataSource().getConnection()) {
            assertThatThrownBy(() -> PostgresTls.session(foreign)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Dsn.Builder agent(String host) {
        return Dsn.host(host, server.port()).database("app").user("agent").verifyFull(server.caFile());
    }

    private static Reason failure(Dsn dsn) {
        return catchThrowableOfType(
                        PostgresConnectionException.class,
                        () -> PostgresTls.pool(dsn).close())
                .reason();
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
