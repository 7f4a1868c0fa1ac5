package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.testkit.PostgresServer;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
        server = ServerVersions.of(version)
                .tls(authority)
                .crl(authority)
                .setting("ssl_max_protocol_version", "TLSv1.2")
                // 127.0.0.2 is a name that the certificate does not have.
                .setting("listen_addresses", "127.0.0.1,127.0.0.2,::1")
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

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void verifiesAddressesToo(String address) throws SQLException {
        try (Connection connection = open(app(address))) {
            assertThat(PostgresTls.session(connection).host()).isEqualTo(address);
        }
    }

    @Test
    void refusesAServerOfAnotherName() throws SQLException {
        PostgresConnectionException failure = catchThrowableOfType(
                PostgresConnectionException.class,
                () -> PostgresTls.pool(app("127.0.0.2").build()).close());

        assertThat(failure.reason()).isEqualTo(Reason.WRONG_HOST);
        assertThat(failure).hasMessageContaining("does not name 127.0.0.2; it names [127.0.0.1, ::1, localhost]");
        try (Connection connection = open(app("127.0.0.2").insecureAnyName(server.caFile()))) {
            assertThat(user(connection)).isEqualTo("app");
        }
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        CertificateAuthority another = CertificateAuthority.create("Database CA");

        assertThat(failure(app().verifyFull(another.certificate()))).isEqualTo(Reason.SERVER_NOT_TRUSTED);
    }

    /** {@code sslrootcert=system}: the JVM's, be it the authorities that it came with or those that it was told of. */
    @Test
    void trustsTheAuthoritiesOfTheJvm() throws Exception {
        Dsn.Builder system = app().verifyFullAgainstSystem();
        assertThat(failure(system)).isEqualTo(Reason.SERVER_NOT_TRUSTED);

        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("database", authority.certificate());
        Path file = folder.resolve("cacerts");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.exposeChars());
        }
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD.exposeText());
        try (Connection connection = open(system)) {
            assertThat(user(connection)).isEqualTo("app");
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    /** The server checks what was signed with the key that was read. */
    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "RSA_2048"})
    void logsInWithAKeyOfEveryFormat(KeyType type) throws Exception {
        CertificateBundle client = authority.client("agent").keyType(type).issue();
        Path certificate = folder.resolve("agent.crt");
        Path key = folder.resolve("agent.key");
        SecureFiles.writePublic(certificate, client.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        Dsn.Builder agent = database().user("agent").clientCertificate(certificate, key, KeyFormats.PASSPHRASE);

        for (Map.Entry<String, byte[]> format : KeyFormats.of(client).entrySet()) {
            SecureFiles.write(key, format.getValue());
            try (Connection connection = open(agent)) {
                assertThat(PostgresTls.session(connection).clientCertificate())
                        .as(format.getKey())
                        .contains(client.leaf());
                assertThat(user(connection)).as(format.getKey()).isEqualTo("agent");
            }
        }
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
        return app("localhost");
    }

    private static Dsn.Builder app(String host) {
        return Dsn.host(host, server.port())
                .database("postgres")
                .user("app")
                .password(PASSWORD)
                .verifyFull(authority.certificate());
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
