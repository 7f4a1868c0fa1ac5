package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.proxy.CertificateCheck;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.HaproxyBundle;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.TlsPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates looked into before a configuration names them. */
class ProxyCertificatesSnippetTest {
    @Test
    void filesAreReadBeforeAnythingIsPrinted(@TempDir Path folder) throws Exception {
        CertificateBundle issued =
                CertificateAuthority.create("CA").server("app.example.org").issue();
        CertificatePaths paths = CertificatePaths.in(folder).withBundle(folder.resolve("haproxy.pem"));
        Files.writeString(paths.fullchain(), issued.fullchainPem(), StandardCharsets.US_ASCII);
        SecureFiles.write(paths.privateKey(), issued.privateKeyPem());
        ReverseProxy proxy = ReverseProxy.forHosts("app.example.org")
                .tls(TlsPolicy.intermediate(), paths)
                .route("/", "http://127.0.0.1:3000")
                .build();

        // region check
        boolean reload = HaproxyBundle.refresh(paths); // in a deploy hook: chain and key in one file
        CertificateCheck.by(Clock.systemUTC())
                .leastLife(Duration.ofDays(14))
                .check(proxy)
                .requireSound();
        // end

        assertThat(reload).isTrue();
        assertThat(HaproxyBundle.refresh(paths)).as("nothing new").isFalse();
    }

    @Test
    void everyLineTellsItsReason() {
        ReverseProxy proxy = ReverseProxy.forHosts("app.example.org")
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls")))
                .route("/", "http://127.0.0.1:3000")
                .build();

        // region explain
        RenderedConfig config = ProxyDialects.named("nginx").render(proxy);
        List<String> lines = config.entryContent().lines().toList();
        int line = 1 + lines.indexOf("    ssl_protocols TLSv1.2 TLSv1.3;");
        Explanation why = config.explain(config.entry(), line).orElseThrow(); // its field is "tls"
        // end

        assertThat(why.field()).contains("tls");
    }
}
