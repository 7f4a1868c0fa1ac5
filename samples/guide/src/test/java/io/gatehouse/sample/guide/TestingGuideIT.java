package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.TlsSession;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import io.gatehouse.testkit.PostgresServer;
import io.gatehouse.testkit.RunningPeer;
import io.gatehouse.testkit.containers.PostgresContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/guide/testing.md that start real programs. */
class TestingGuideIT {
    @Test
    void postgres() throws SQLException {
        // region postgres
        CertificateAuthority authority = CertificateAuthority.create("Test CA");
        try (PostgresServer server = PostgresServer.builder()
                .tls(authority)
                .hba("hostssl all agent all cert", "hostnossl all all all reject")
                .startOrSkip()) {
            try (Connection superuser = server.superuserDataSource().getConnection()) {
                superuser.createStatement().execute("CREATE ROLE agent LOGIN");
            }

            Dsn dsn = Dsn.host(server.host(), server.port())
                    .database("postgres")
                    .user("agent")
                    .verifyFull(server.caFile())
                    .clientCertificate(server.clientCertificate("agent"))
                    .build();
            try (HikariDataSource pool = PostgresTls.pool(dsn);
                    Connection connection = pool.getConnection()) {
                TlsSession session = PostgresTls.session(connection);
                assertThat(session.protocol()).isEqualTo("TLSv1.3");
            }
            server.awaitLog("connection authenticated: identity=\"CN=agent\"", Duration.ofSeconds(30));
        }
        // end
    }

    // region peers
    @RegisterExtension
    final Peers peers = Peers.create();

    @Test
    void nginxAnswers() throws Exception {
        int port = LoopbackPorts.free();
        Path conf = peers.write("nginx.conf", nginxConf(peers.folder(), port));
        PeerLaunch launch = PeerLaunch.builder("-e", "stderr", "-c", conf.toString())
                .readyWhenListening(port)
                .build();

        peers.start("nginx", launch); // skipped by name where it is missing; fails when CI=true

        assertThat(statusOf("http://127.0.0.1:" + port)).isEqualTo(204);
    }
    // end

    @Test
    void nginxOfOneVersion(@TempDir Path folder) throws IOException, InterruptedException {
        int port = LoopbackPorts.free();
        Path conf = Files.writeString(folder.resolve("nginx.conf"), nginxConf(folder, port));

        // region peer
        Peer nginx = Peer.require("nginx", "1"); // the first nginx found whose version is 1.x
        PeerLaunch launch = PeerLaunch.builder("-e", "stderr", "-c", conf.toString())
                .folder(folder)
                .readyWhenListening(port)
                .build();
        try (RunningPeer running = nginx.start(launch)) {
            assertThat(statusOf("http://127.0.0.1:" + port)).as(running.log()).isEqualTo(204);
        }
        // end
    }

    @Test
    void containers() throws SQLException {
        String image = Objects.requireNonNullElse(System.getenv("GATEHOUSE_POSTGRES_IMAGE"), PostgresContainer.IMAGE);

        // region containers
        CertificateAuthority authority = CertificateAuthority.create("Test CA");
        try (PostgresContainer server = PostgresContainer.builder()
                        .image(image) // PostgresContainer.IMAGE unless said
                        .tls(authority)
                        .hba("hostssl all all all scram-sha-256")
                        .startOrSkip(); // skipped where no Docker answers; fails when CI=true
                Connection superuser = server.superuserDataSource().getConnection()) {
            assertThat(superuser.isValid(5)).as(String.join("\n", server.log())).isTrue();
        }
        // end
    }

    private static String nginxConf(Path folder, int port) {
        return """
                daemon off; error_log stderr; pid %1$s/pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                    server { listen 127.0.0.1:%2$d; return 204; }
                }
                """.formatted(folder, port);
    }

    private static int statusOf(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
