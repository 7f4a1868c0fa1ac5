package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.TlsPolicy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxySnippetTest {
    @Test
    void semaphoreBehindNginx(@TempDir Path folder) {
        // region proxy
        ReverseProxy proxy = ReverseProxy.forHosts("semaphore.example.org")
                .tls(
                        TlsPolicy.intermediate(),
                        CertificatePaths.in(Path.of("/etc/letsencrypt/live/semaphore.example.org")))
                .route("/", "http://127.0.0.1:3000")
                .webSocket("/api/ws")
                .build();

        RenderedConfig nginx = ProxyDialects.named("nginx").version("1.22.1").render(proxy);
        nginx.writeTo(folder); // each file replaced at once, never half-written
        // end

        // region trial
        Path main = ProxyDialects.named("nginx")
                .version("1.22.1")
                .standalone(folder) // its process id, its log and its temporary files, too
                .render(proxy)
                .writeTo(folder); // nginx -t -e stderr -c <main>, and then without -t
        // end

        assertThat(main).isEqualTo(folder.resolve("nginx.conf")).isRegularFile();
        assertThat(nginx.entryContent()).contains("semaphore.example.org").contains("Strict-Transport-Security");
    }
}
