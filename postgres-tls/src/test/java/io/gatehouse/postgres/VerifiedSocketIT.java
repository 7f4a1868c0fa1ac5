package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parameters of a Dsn ask of the socket, asked of real servers of every version. */
@ParameterizedClass
@ValueSource(strings = {"15", "16", "17", "18", "debian"})
class VerifiedSocketIT {
    private static final Secret PASSWORD = Secret.ofText("correct horse");

    private static CertificateAuthority authority = CertificateAuthority.create("Database CA");
    private static PostgresServer server = PostgresServer.builder().build();

    @Parameter
    String version = "";

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(String version) throws SQLException {
        authority = CertificateAuthority.create("Database CA");
        PostgresServer.Builder builder = version.equals("debian")
                ? PostgresServer.builder().debian()
                : PostgresServer.builder().version(Integer.parseInt(version));
        server = builder.tls(authority)
                .crl(authority)
                .setting("ssl_max_protocol_version", "TLSv1.2")
                .hba(
                        "hostssl all agent all cert",
                        "hostssl all app all scram-sha-256",
                        "hostssl all clear all password")
                .startOrSkip();
        try (Connection superuser = server.superuserDataSource().getConnection();
                Statement sql = superuser.createStatement()) {
            sql.execute("CREATE ROLE agent LOGIN");
            sql.execute("CREATE ROLE app LOGIN PASSWORD '" + PASSWORD.exposeText() + "'");
            sql.execute("CREATE ROLE clear LOGIN PASSWORD '" + PASSWORD.exposeText() + "'");
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void refusesAServerThatIsOlderThanDemanded() throws SQLException {
        assertThat(failure(app().parameter(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.3")))
                .isEqualTo(Reason.TLS_FAILED);
        try (Connection connection = open(app())) {
            assertThat(PostgresTls.session(connection).protocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void tellsTheServersEndPointAsTheServerComputesIt() throws SQLException {
        try (Connection connection = open(app().parameter(ConnectionParameter.CHANNEL_BINDING, "require"))) {
            assertThat(PostgresTls.session(connection).serverEndPoint())
                    .contains(CertificateBundle.read(server.dataDirectory().resolve("server.crt"))
                            .fingerprint());
        }
    }

    @Test
    void refusesALoginOfAWeakerKindBeforeThePasswordIsSent() throws SQLException {
        Dsn.Builder clear = database().user("clear").password(PASSWORD);
        try (Connection connection = open(clear)) {
            assertThat(user(connection)).isEqualTo("clear");
        }

        assertThat(failure(clear.parameter(ConnectionParameter.REQUIRE_AUTH, "scram-sha-256")))
                .isEqualTo(Reason.LOGIN_NOT_ALLOWED);
        assertThat(failure(database().user("app"))).as("no password at hand").isEqualTo(Reason.LOGIN_NOT_ALLOWED);
    }

    @Test
    void holdsBackTheCertificateWhenTold() throws SQLException {
        Dsn.Builder agent = database().user("agent").clientCertificate(server.clientCertificate("agent"));
        try (Connection connection = open(agent.parameter(ConnectionParameter.SSL_CERT_MODE, "require"))) {
            assertThat(user(connection)).isEqualTo("agent");
        }

        assertThat(failure(agent.parameter(ConnectionParameter.SSL_CERT_MODE, "disable")))
                .isEqualTo(Reason.LOGIN_REFUSED);
    }

    @Test
    void isRefusedWithARevokedCertificate() {
        CertificateBundle revoked = server.clientCertificate("agent");
        authority.revoke(revoked.leaf(), RevocationReason.KEY_COMPROMISE);
        server.replaceCrl();

        assertThat(failure(database().user("agent").clientCertificate(revoked)))
                .isEqualTo(Reason.CLIENT_CERTIFICATE_REFUSED);
    }

    @Test
    void refusesARevokedServer() throws SQLException {
        CertificateAuthority list = CertificateAuthority.of(authority.bundle());
        Path file = folder.resolve("servers.crl");
        SecureFiles.writePublic(file, list.crlPem().getBytes(StandardCharsets.US_ASCII));
        Dsn.Builder app = app().parameter(ConnectionParameter.SSL_CRL, file.toString());
        try (Connection connection = open(app)) {
            assertThat(user(connection)).isEqualTo("app");
        }

        CertificateBundle served = CertificateBundle.read(server.dataDirectory().resolve("server.crt"));
        list.revoke(served.leaf(), RevocationReason.KEY_COMPROMISE);
        SecureFiles.writePublic(file, list.crlPem().getBytes(StandardCharsets.US_ASCII));
        assertThat(failure(app)).isEqualTo(Reason.SERVER_NOT_TRUSTED);
    }

    @Test
    void startsTlsAtOnceFrom17On() throws SQLException {
        Dsn.Builder direct = app().parameter(ConnectionParameter.SSL_NEGOTIATION, "direct");
        if (version.equals("17") || version.equals("18")) {
            try (Connection connection = open(direct)) {
                assertThat(user(connection)).isEqualTo("app");
            }
        } else {
            assertThat(failure(direct)).isEqualTo(Reason.TLS_FAILED);
        }
    }

    private static Dsn.Builder database() {
        return Dsn.host("localhost", server.port()).database("postgres").verifyFull(authority.certificate());
    }

    private static Dsn.Builder app() {
        return database().user("app").password(PASSWORD);
    }

    private static Connection open(Dsn.Builder dsn) throws SQLException {
        return PostgresTls.dataSource(dsn.build()).getConnection();
    }

    private static Reason failure(Dsn.Builder dsn) {
        return catchThrowableOfType(
                        PostgresConnectionException.class,
                        () -> PostgresTls.pool(dsn.build()).close())
                .reason();
    }

    private static String user(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT current_user")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
