package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Caddy's own language can say and the Caddyfile cannot; the rest is {@link CaddyAdaptIT}'s. */
class CaddyJsonTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/semaphore-caddy-2.6.2.json");

    /** After a wanted change, run once with {@code -Dgolden.update=true} and read the difference. */
    @Test
    void printsWhatWasReviewed() throws IOException {
        RenderedConfig config = ProxyDialects.named("caddy-json").render(SemaphoreCase.withWebroot());

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, config.entryContent());
        }
        assertThat(config.entry()).isEqualTo("caddy.json");
        assertThat(Files.readString(GOLDEN)).isEqualTo(config.entryContent());
    }

    @Test
    void keepsSessionsFromCrossingByVersion() {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example", "/etc/tls/clients.pem"))
                .site(site("b.example", "/etc/tls/others.pem"))
                .build();

        assertThat(print("2.8.4", proxy)).contains("\"session_tickets\": {\n\t\t\t\t\"disabled\": true");
        assertThat(print("2.9.0", proxy)).doesNotContain("session_tickets");
        assertThat(print("2.9.0", SemaphoreCase.quickstart())).doesNotContain("session_tickets");
    }

    @Test
    void namesAuthoritiesByVersion() {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example", "/etc/tls/clients.pem"))
                .build();

        assertThat(print("2.7.6", proxy)).contains("\"trusted_ca_certs_pem_files\": [\"/etc/tls/clients.pem\"]");
        assertThat(print("2.8.0", proxy))
                .contains("\"provider\": \"file\"", "\"pem_files\": [\"/etc/tls/clients.pem\"]")
                .doesNotContain("trusted_ca_certs_pem_files");
    }

    @Test
    void escapesWhatTheCaddyfileHasNoQuotesForAndRefusesPlaceholders() {
        ReverseProxy both = withCertificate("/etc/tls/back\\slash`tick\"quote");

        assertThat(print("2.6.2", both))
                .contains("\"certificate\": \"/etc/tls/back\\\\slash`tick\\\"quote/fullchain.pem\"");
        assertRefused(
                () -> print("2.6.2", withCertificate("/etc/{env.HOME}")),
                "certificates[0].fullchain",
                "certificates[0].privateKey");
    }

    private static ReverseProxy withCertificate(String folder) {
        return SemaphoreCase.builder()
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of(folder)))
                .build();
    }

    private static Site.Builder site(String host, String authorities) {
        return Site.forHosts(host)
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls/a")))
                .clientCertificates(ClientCertificates.required(Path.of(authorities)))
                .route("/", "http://127.0.0.1:1");
    }

    private static String print(String version, ReverseProxy proxy) {
        return ProxyDialects.named("caddy-json").version(version).render(proxy).entryContent();
    }
}
