package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.TrustedAuthorities;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of each version starts with the settings printed for it, has them in force, and refuses what they forbid. */
class ServerTlsIT {
    /** TLS 1.2 with CBC: stock settings take it from a client that offers nothing else. */
    private static final String OLD_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test CA");

    private final ServerTls tls = ServerTls.builder(Path.of("server.crt"), Path.of("server.key"))
            .clientAuthority(Path.of("root.crt"))
            .tls13CipherSuites("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
            .build();

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void theServerTakesEachSetting(int version) throws Exception {
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(AUTHORITY);
        tls.settings(PostgresVersion.of(version)).forEach(builder::setting);

        try (PostgresServer server = builder.startOrSkip()) {
            assertThat(tls.check(server.superuserDataSource())).isEmpty();
            assertThat(suite(server)).contains("GCM");
            assertThatThrownBy(() -> suite(server, OLD_SUITE)).isInstanceOf(IOException.class);
        }
    }

    /** Situation says {@code ssl = on} and {@code ssl_ca_file}, and no more. */
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void whatSslOnLeavesOpenIsTold(int version) throws Exception {
        try (PostgresServer server =
                PostgresServer.builder().version(version).tls(AUTHORITY).startOrSkip()) {
            assertThat(suite(server, OLD_SUITE)).isEqualTo(OLD_SUITE);
            assertThat(tls.check(server.superuserDataSource())).anyMatch(line -> line.startsWith("ssl_ciphers is "));

            reconfigure(server, version);

            server.restart();
            assertThat(tls.check(server.superuserDataSource())).isEmpty();
            assertThatThrownBy(() -> suite(server, OLD_SUITE)).isInstanceOf(IOException.class);
        }
    }

    private void reconfigure(PostgresServer server, int version) throws SQLException {
        try (Connection connection = server.superuserDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            for (var setting : tls.settings(PostgresVersion.of(version)).entrySet()) {
                sql.execute("ALTER SYSTEM SET " + setting.getKey() + " = '" + setting.getValue() + "'");
            }
        }
    }

    /** Over TLS 1.2, with these suites or else all of the JDK. */
    private static String suite(PostgresServer server, String... only) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            plain.getOutputStream()
                    .write(ByteBuffer.allocate(8).putInt(8).putInt(80877103).array());
            assertThat(plain.getInputStream().read()).isEqualTo('S');
            try (SSLSocket socket = (SSLSocket) TrustedAuthorities.of(List.of(AUTHORITY.certificate()))
                    .getSocketFactory()
                    .createSocket(plain, "127.0.0.1", server.port(), true)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                if (only.length > 0) {
                    socket.setEnabledCipherSuites(only);
                }
                socket.startHandshake();
                return socket.getSession().getCipherSuite();
            }
        }
    }
}
