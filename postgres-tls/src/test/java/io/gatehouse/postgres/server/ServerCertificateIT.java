package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates given to a running server; a handshake tells which it shows. */
@ParameterizedClass
@ValueSource(ints = {15, 16, 17, 18})
class ServerCertificateIT {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test CA");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Waited for in full, and yet time enough for a busy server to shake hands. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Clock CLOCK = Clock.systemUTC();

    private static PostgresServer server = PostgresServer.builder().build();

    @Parameter
    int version;

    @BeforeParameterizedClassInvocation
    static void start(int version) {
        server = PostgresServer.builder().version(version).tls(AUTHORITY).startOrSkip();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void showsTheNewCertificateWithoutARestart() throws IOException {
        Path certificate = server.dataDirectory().resolve("server.crt");
        Path key = server.dataDirectory().resolve("server.key");
        CertificateBundle renewed = issue();

        assertThat(pair(LIMIT).install(renewed)).isTrue();

        assertThat(shown()).isEqualTo(renewed.leaf());
        assertThat(pair(LIMIT).install(renewed)).isFalse();
        assertThat(mode(key)).isEqualTo("rw-------");
        assertThat(mode(certificate)).isEqualTo("rw-r--r--");
        assertThat(Files.getOwner(key)).isEqualTo(Files.getOwner(server.dataDirectory()));
        assertThat(Files.getOwner(certificate)).isEqualTo(Files.getOwner(server.dataDirectory()));
        server.restart();
        assertThat(shown()).isEqualTo(renewed.leaf());
    }

    @Test
    void oneFileHoldsChainAndKey() throws Exception {
        Path together = server.dataDirectory().resolve("server.pem");
        CertificateBundle first = issue();
        ServerCertificate certificate =
                ServerCertificate.of(together, server.superuserDataSource(), address(), LIMIT, CLOCK);
        settings("ALTER SYSTEM SET ssl_cert_file = 'server.pem'", "ALTER SYSTEM SET ssl_key_file = 'server.pem'");
        try {
            assertThat(certificate.install(first)).isTrue();

            assertThat(shown()).isEqualTo(first.leaf());
            assertThat(mode(together)).isEqualTo("rw-------");
            assertThat(Files.getOwner(together)).isEqualTo(Files.getOwner(server.dataDirectory()));
            assertThat(certificate.install(first)).isFalse();
            server.restart();
            assertThat(shown()).isEqualTo(first.leaf());
        } finally {
            settings("ALTER SYSTEM RESET ssl_cert_file", "ALTER SYSTEM RESET ssl_key_file", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void filesThatWereRenewedAreTakenOver(@TempDir Path renewals) throws IOException {
        Path fullchain = renewals.resolve("fullchain.pem");
        Path key = renewals.resolve("privkey.pem");
        CertificateBundle renewed = issue();
        SecureFiles.writePublic(fullchain, renewed.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        SecureFiles.write(key, renewed.privateKeyPem());

        assertThat(pair(LIMIT).install(CertificateBundle.read(fullchain, key))).isTrue();

        assertThat(shown()).isEqualTo(renewed.leaf());
    }

    @Test
    void aKeyLeftByACrashBetweenTwoFilesIsPutRight() throws IOException {
        CertificateBundle renewed = issue();
        SecureFiles.write(server.dataDirectory().resolve("half"), renewed.privateKeyPem());
        Path key = server.dataDirectory().resolve("server.key");
        new KeyFile(key, true).replace(SecureFiles.read(server.dataDirectory().resolve("half")));

        assertThat(pair(LIMIT).install(renewed)).isTrue();

        assertThat(shown()).isEqualTo(renewed.leaf());
    }

    @Test
    void whatTheServerDoesNotShowIsTakenBack() throws IOException {
        X509Certificate before = shown();
        Path elsewhere = server.dataDirectory().resolve("elsewhere.pem");
        ServerCertificate wrongFile =
                ServerCertificate.of(elsewhere, server.superuserDataSource(), address(), SHORT, CLOCK);

        assertThatThrownBy(() -> wrongFile.install(issue()))
                .isInstanceOf(ServerCertificateException.class)
                .hasMessageContaining("it still shows another")
                .hasMessageContaining("elsewhere.pem");

        assertThat(shown()).isEqualTo(before);
        assertThat(elsewhere).doesNotExist();
        assertThat(server.dataDirectory().resolve("elsewhere.pem.new")).doesNotExist();
    }

    @Test
    void whatIsNotValidOrHasNoKeyIsNotTried() throws IOException {
        X509Certificate before = shown();
        CertificateBundle expired = AUTHORITY
                .server("localhost")
                .notBefore(CLOCK.instant().minus(Duration.ofDays(2)))
                .validity(Duration.ofDays(1))
                .issue();

        assertThatThrownBy(() -> pair(LIMIT).install(expired))
                .isInstanceOf(ServerCertificateException.class)
                .hasMessageContaining("renew it");
        assertThatThrownBy(() -> pair(LIMIT).install(issue().withoutPrivateKey()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(shown()).isEqualTo(before);
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Path link = server.dataDirectory().resolve("link.pem");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, server.dataDirectory().resolve("server.key"));

        assertThatThrownBy(() -> ServerCertificate.of(link, server.superuserDataSource(), address(), LIMIT, CLOCK)
                        .install(issue()))
                .isInstanceOf(ServerCertificateException.class)
                .hasMessageContaining("symbolic link");
    }

    private static ServerCertificate pair(Duration limit) {
        return ServerCertificate.of(
                server.dataDirectory().resolve("server.crt"),
                server.dataDirectory().resolve("server.key"),
                server.superuserDataSource(),
                address(),
                limit,
                CLOCK);
    }

    private static CertificateBundle issue() {
        return AUTHORITY.server("localhost", "127.0.0.1").issue();
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    private static X509Certificate shown() throws IOException {
        return ServedTls.at(address(), LIMIT).certificate();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void settings(String... statements) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }
}
