package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Galaxy's operators do by certbot's {@code --deploy-hook "service nginx reload"}: a real nginx answers the challenges
 * from its web root, serves the store's files, and is told to read them again after a renewal.
 */
class NginxReloadIT {
    private static final CertificateRequest GALAXY = CertificateRequest.forNames("galaxy.example.test");

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.stoppedNow();
    private final List<Integer> ports = LoopbackPorts.free(2);
    private final List<CertificateEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void nginxServesTheRenewedCertificateWithoutARestart() throws Exception {
        Path webRoot = Files.createDirectory(folder.resolve("html"));
        Peer nginx = Peer.require("nginx");
        configure("");
        List<String> arguments = List.of(
                "-e",
                "stderr",
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString());
        try (AcmeServer ca = AcmeServer.builder()
                        .http01Port(ports.get(0))
                        .clock(clock)
                        .start();
                RunningPeer running = nginx.start(PeerLaunch.builder(arguments.toArray(String[]::new))
                        .arguments("-g", "daemon off;")
                        .folder(folder)
                        .readyWhenListening(ports.get(0))
                        .build());
                Certificates certs = managed(ca, webRoot, reload(nginx, arguments))) {
            assertThat(certs.runDue().failed()).isEmpty();
            Path live = folder.resolve("store/live/galaxy.example.test");
            configure("server { listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s; return 204; }"
                    .formatted(ports.get(1), live.resolve("fullchain.pem"), live.resolve("privkey.pem")));
            assertThat(nginx.run(PeerLaunch.builder(arguments.toArray(String[]::new))
                                    .arguments("-s", "reload")
                                    .folder(folder)
                                    .build())
                            .exitCode())
                    .isZero();
            running.awaitLog("exited with code 0", Duration.ofSeconds(20));
            X509Certificate first = served(running);

            clock.set(renewAt());
            assertThat(certs.runDue()).satisfies(report -> {
                assertThat(report.issued()).containsExactly("galaxy.example.test");
                assertThat(report.failed()).isEmpty();
            });

            X509Certificate renewed = CertificateStore.directory(folder.resolve("store"))
                    .current(GALAXY.name())
                    .orElseThrow()
                    .leaf();
            assertThat(renewed).isNotEqualTo(first);
            assertThat(servedInTheEnd(running, renewed)).isEqualTo(renewed);
            assertThat(events)
                    .filteredOn(CertificateEvent.Deployed.class::isInstance)
                    .hasSize(2);
        }
    }

    private Certificates managed(AcmeServer ca, Path webRoot, DeployHook hook) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.webroot(webRoot))
                .clock(clock)
                .manage(GALAXY)
                .deploy("reload nginx", hook)
                .onEvent(events::add)
                .build();
    }

    private static DeployHook reload(Peer nginx, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(nginx.program().toString()));
        command.addAll(arguments);
        command.addAll(List.of("-s", "reload"));
        return DeployHook.command(command, Duration.ofSeconds(30));
    }

    private Instant renewAt() {
        return events.stream()
                .filter(CertificateEvent.RenewalPlanned.class::isInstance)
                .map(CertificateEvent.RenewalPlanned.class::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .at();
    }

    /** Workers that ran as nobody could not look into a test's folder. */
    private void configure(String tls) throws Exception {
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        Files.writeString(
                folder.resolve("nginx.conf"), user + """
                pid nginx.pid; error_log stderr notice; events {}
                http {
                  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  server { listen 127.0.0.1:%d; root %s; }
                  %s
                }
                """.formatted(ports.get(0), folder.resolve("html"), tls));
    }

    /** nginx answers the reload before it has done it; the old workers serve on until the new ones stand. */
    private X509Certificate servedInTheEnd(RunningPeer running, X509Certificate wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        X509Certificate seen = served(running);
        while (!seen.equals(wanted) && System.nanoTime() < deadline) {
            seen = served(running);
        }
        return seen;
    }

    private X509Certificate served(RunningPeer running) throws Exception {
        assertThat(running.isAlive()).as(running.log()).isTrue();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new WhateverIsServed()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), ports.get(1))) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** The renewed certificate is dated by the test's clock, by which the Java runtime does not go. */
    private static final class WhateverIsServed implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
