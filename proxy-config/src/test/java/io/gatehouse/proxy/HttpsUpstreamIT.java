package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An https upstream is asked only if its certificate leads to the trust anchor and names it. */
class HttpsUpstreamIT {
    private static final String HOST = "semaphore.example.org";

    private final CertificateAuthority trusted = CertificateAuthority.create("Trusted root");
    private final List<HttpsServer> upstreams = new ArrayList<>();

    @AfterEach
    void stopUpstreams() {
        upstreams.forEach(server -> server.stop(0));
    }

    @ParameterizedTest
    @EnumSource
    void verifiesChainAndName(ServerUnderTest server, @TempDir Path folder) throws Exception {
        server.peer();
        CertificateAuthority foreign = CertificateAuthority.create("Foreign root");
        int port = LoopbackPorts.free();
        ReverseProxy proxy = ReverseProxy.forHosts(HOST)
                .tls(TlsPolicy.intermediate(), certificate(folder))
                .listen(Listener.https("127.0.0.1", port))
                .route("/good", upstream(trusted.server("localhost").issue()))
                .route("/foreign", upstream(foreign.server("localhost").issue()))
                .route("/misnamed", upstream(trusted.server("other.example.org").issue()))
                .upstreamTrust(folder.resolve("root.pem"))
                .build();
        Path entry = server.renderer(folder).render(proxy).writeTo(folder);

        try (RunningPeer running = server.start(folder, entry, port)) {
            assertThat(running.isAlive()).isTrue();
            assertThat(status(port, "/good")).isEqualTo(200);
            assertThat(status(port, "/foreign")).isIn(500, 502, 503);
            assertThat(status(port, "/misnamed")).isIn(500, 502, 503);
            assertThat(status(port, "/nowhere")).isEqualTo(404);
        }
    }

    private int status(int port, String path) throws IOException {
        return new RawClient(trusted.root()).getOverTls(HOST, port, HOST, path).status();
    }

    private CertificatePaths certificate(Path folder) {
        SecureFiles.writePublic(
                folder.resolve("root.pem"), trusted.certificatePem().getBytes(StandardCharsets.US_ASCII));
        return CertificateFolder.writeForAll(trusted.server(HOST).issue(), folder);
    }

    private String upstream(CertificateBundle certificate) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.toKeyStore("upstream", Secret.ofText("changeit")), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        upstreams.add(server);
        return "https://localhost:" + server.getAddress().getPort();
    }
}
