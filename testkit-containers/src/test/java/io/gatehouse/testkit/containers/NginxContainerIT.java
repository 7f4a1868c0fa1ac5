package io.gatehouse.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerException;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class NginxContainerIT {
    private final TestCertificates certificates = TestCertificates.create();

    @Test
    void servesTlsAndReloads() throws Exception {
        try (NginxContainer nginx = builder(tls("listen 8443 ssl", "first"))
                .certificate(certificates.valid())
                .port(8443)
                .startOrSkip()) {
            URI uri = URI.create("https://" + nginx.host() + ":" + nginx.port(8443) + "/");

            assertThat(get(uri)).isEqualTo("first");
            assertThatThrownBy(() -> nginx.reload("nonsense;"))
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("unknown directive \"nonsense\"");
            nginx.reload(tls("listen 8443 ssl", "second"));
            assertThat(awaitAnother(uri, "first")).isEqualTo("second");
            assertThatThrownBy(() -> nginx.port(80)).isInstanceOf(IllegalArgumentException.class);
            assertThat(nginx.run("nginx", "-v").output()).contains("nginx/");
        }
    }

    @Test
    void runsInTheHostsNetwork() throws Exception {
        int port = LoopbackPorts.free();
        try (NginxContainer nginx = builder(tls("listen 127.0.0.1:" + port + " ssl", "host"))
                .certificate(certificates.valid())
                .port(port)
                .hostNetwork()
                .startOrSkip()) {
            assertThat(get(URI.create("https://127.0.0.1:" + nginx.port(port) + "/")))
                    .isEqualTo("host");
        }
    }

    @Test
    void saysWhyItDidNotStart() {
        DockerEngine.require("nginx");
        try (NginxContainer nginx = builder("nonsense;").port(80).build()) {
            assertThatThrownBy(nginx::start)
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining("unknown directive \"nonsense\"");
        }
    }

    private static NginxContainer.Builder builder(String configuration) {
        return NginxContainer.builder(configuration).image(Images.of("NGINX", NginxContainer.IMAGE));
    }

    private static String tls(String listen, String answer) {
        return "events {} pid /tmp/nginx.pid; http { server { " + listen
                + "; ssl_certificate fullchain.pem; ssl_certificate_key privkey.pem; return 200 " + answer + "; } }";
    }

    private String awaitAnother(URI uri, String old) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        String answer = get(uri);
        while (answer.equals(old) && System.nanoTime() - deadline < 0) {
            answer = get(uri);
        }
        return answer;
    }

    private String get(URI uri) throws Exception {
        // A client of its own each time: a kept connection would be answered by the old configuration.
        return HttpClient.newBuilder()
                .sslContext(trusting(certificates.root()))
                .build()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    static SSLContext trusting(X509Certificate anchor) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", anchor);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
