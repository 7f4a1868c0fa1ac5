package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the CA within Caddy, made by others than Pebble. It validates http-01 at port 80 and nowhere else, so that the
 * test needs that port of loopback.
 */
class CaddyIT {
    private static final int HTTP_PORT = 80;

    @RegisterExtension
    final Peers peers = Peers.create();

    @TempDir
    Path own;

    private static boolean canListen() {
        try (ServerSocket socket = new ServerSocket(HTTP_PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void certificateIsOrderedAndRenewed() throws Exception {
        assumeTrue(canListen(), "port 80 of loopback is taken, or not for this user");
        CertificateAuthority https = CertificateAuthority.create("Caddy's HTTPS");
        int port = LoopbackPorts.free();
        peers.start(
                "caddy",
                PeerLaunch.builder(
                                "run",
                                "--adapter",
                                "caddyfile",
                                "--config",
                                caddyfile(https, port).toString())
                        .readyWhenListening(port)
                        .build());
        Certificates certs = Certificates.builder(
                        AcmeDirectory.of(URI.create("https://127.0.0.1:" + port + "/acme/local/directory"))
                                .trusting(https.root()))
                .account(AccountKey.file(own.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(own.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT)))
                .build();

        CertificateBundle first = certs.obtain(CertificateRequest.forNames("127.0.0.1"));
        CertificateBundle second = certs.renew("127.0.0.1");

        assertThat(first.names()).containsExactly(IpAddress.of("127.0.0.1"));
        assertThat(first.leaf().getIssuerX500Principal().getName()).contains("Caddy Local Authority");
        assertThat(second.serialNumber()).isNotEqualTo(first.serialNumber());
    }

    private Path caddyfile(CertificateAuthority https, int port) {
        CertificateBundle bundle = https.server("127.0.0.1").issue();
        Path certificate = peers.write("https.pem", bundle.fullchainPem());
        Path key = peers.write("https.key", bundle.privateKeyPem().exposeText());
        return peers.write("Caddyfile", """
                {
                	admin off
                	auto_https off
                	skip_install_trust
                	storage file_system %s
                }
                https://127.0.0.1:%d {
                	bind 127.0.0.1
                	tls %s %s
                	acme_server
                }
                """.formatted(peers.folder().resolve("data"), port, certificate, key));
    }
}
