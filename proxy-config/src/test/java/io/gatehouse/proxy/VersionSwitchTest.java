package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.spi.ProviderLookupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version can do is used, what it cannot is refused or noted, never dropped in silence. */
class VersionSwitchTest {
    @Test
    void nginx() {
        assertThat(nginx("1.25.0")).contains("listen 443 ssl http2;").doesNotContain("http2 on;");
        assertThat(nginx("1.25.1")).contains("listen 443 ssl;").contains("http2 on;");
        assertThat(nginx("1.19.3")).doesNotContain("ssl_reject_handshake", "ssl_conf_command");
        assertThat(nginx("1.19.4")).contains("ssl_reject_handshake on;").contains("ssl_conf_command Ciphersuites");
        assertThat(nginx("1.23.1")).contains("ssl_session_tickets off;");
        assertThat(nginx("1.23.2")).doesNotContain("ssl_session_tickets");
        assertThat(notes("nginx", "1.19.3", "1.1.1"))
                .anyMatch(note -> note.contains("cannot refuse a handshake"))
                .anyMatch(note -> note.contains("cannot set the TLS 1.3 suites"));
        assertRefused("nginx", "1.12.2", "3.0.x", "tls.protocols", "TLS 1.3");
        assertRefused("nginx", "1.22.1", "1.1.0", "tls.protocols", "OpenSSL 1.1.0 has no TLS 1.3");
    }

    @Test
    void apache() {
        assertThat(print("apache", "2.4.46", "3.0.x"))
                .contains("\"ws://127.0.0.1:3000/api/ws\" connectiontimeout=5 timeout=3600");
        assertThat(print("apache", "2.4.47", "3.0.x"))
                .contains("\"http://127.0.0.1:3000/api/ws\" upgrade=websocket connectiontimeout=5 timeout=3600");
        assertThat(notes("apache", "2.4.46", "3.0.x")).anyMatch(note -> note.contains("proxy_wstunnel"));
        assertRefused("apache", "2.4.29", "3.0.x", "tls.protocols", "TLS 1.3");
    }

    @Test
    void haproxy() {
        assertRefused("haproxy", "2.2.0", "3.0.x", "version", "2.4.0");
        ReverseProxy webroot = SemaphoreCase.withWebroot();
        assertThatThrownBy(() -> ProxyDialects.named("haproxy").render(webroot))
                .hasMessageContaining("acme.webroot: HAProxy serves no files");
        ReverseProxy apart = SemaphoreCase.builder()
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls")))
                .build();
        assertThatThrownBy(() -> ProxyDialects.named("haproxy").render(apart))
                .hasMessageContaining("certificates[0].bundle");
        ReverseProxy beside = SemaphoreCase.builder()
                .tls(
                        TlsPolicy.intermediate(),
                        CertificatePaths.of(Path.of("/etc/tls/chain.pem"), Path.of("/etc/tls/chain.pem.key")))
                .build();
        assertThat(ProxyDialects.named("haproxy").render(beside).entryContent()).contains("crt '/etc/tls/chain.pem' ");
    }

    @Test
    void caddy() {
        assertRefused("caddy", "2.5.2", "3.0.x", "version", "2.6.0");
        assertThat(print("caddy", "2.9.1", "3.0.x")).contains("curves x25519 secp256r1 secp384r1");
        assertThat(print("caddy", "2.10.0", "3.0.x")).contains("curves x25519mlkem768 x25519");
        ReverseProxy dhe = SemaphoreCase.builder()
                .tls(TlsPolicy.guideline("5.7", "intermediate"), SemaphoreCase.certificate())
                .build();
        assertThat(ProxyDialects.named("caddy").render(dhe).notes())
                .anyMatch(note -> note.contains("DHE-RSA-AES128-GCM-SHA256 is left out"));
    }

    @Test
    void openssl() {
        for (String server : List.of("nginx", "apache", "haproxy")) {
            String version = ProxyDialects.named(server).target().version().toString();
            assertThat(print(server, version, "3.4.9")).doesNotContain("MLKEM");
            assertThat(notes(server, version, "3.4.9")).anyMatch(note -> note.contains("X25519MLKEM768 is left out"));
            assertThat(print(server, version, "3.5.0")).contains("X25519MLKEM768:X25519:prime256v1:secp384r1");
            assertThat(notes(server, version, "3.5.0")).noneMatch(note -> note.contains("MLKEM"));
            ReverseProxy old = SemaphoreCase.builder()
                    .tls(TlsPolicy.old(), SemaphoreCase.certificate())
                    .build();
            ProxyRenderer renderer = ProxyDialects.named(server);
            assertThat(renderer.openssl("3.0.x").render(old).entryContent()).contains(":@SECLEVEL=0");
            assertThat(renderer.render(old).notes()).anyMatch(note -> note.contains("RFC 8996"));
            assertThat(renderer.openssl("1.1.1").render(old).entryContent()).doesNotContain("SECLEVEL");
        }
    }

    @Test
    void everythingThatCannotBeIsReportedAtOnce() {
        ReverseProxy proxy = ReverseProxy.forHosts("a.example")
                .tls(TlsPolicy.intermediate(), CertificatePaths.of(Path.of("/$a"), Path.of("/b$")))
                .acme(AcmeChallenges.webroot(Path.of("/c$")))
                .route("/", "http://127.0.0.1:1")
                .build();

        assertThatThrownBy(() -> ProxyDialects.named("nginx")
                        .version("1.12.0")
                        .openssl("1.0.2")
                        .render(proxy))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting("field")
                                .containsExactlyInAnyOrder(
                                        "tls.protocols",
                                        "tls.protocols",
                                        "acme.webroot",
                                        "certificates[0].fullchain",
                                        "certificates[0].privateKey"));
    }

    @Test
    void anHttpsUpstreamMustProveItsName() {
        ReverseProxy proxy = SemaphoreCase.builder()
                .route("/api", "https://app.internal.example:8443")
                .upstreamTrust(Path.of("/etc/tls/internal-ca.pem"))
                .build();

        assertThat(ProxyDialects.named("nginx").render(proxy).entryContent())
                .contains("proxy_ssl_verify on;", "proxy_ssl_name \"app.internal.example\";");
        assertThat(ProxyDialects.named("haproxy").render(proxy).entryContent())
                .contains(
                        "ssl verify required ca-file '/etc/tls/internal-ca.pem'", "verifyhost 'app.internal.example'");
        assertThat(ProxyDialects.named("caddy").render(proxy).entryContent())
                .contains(
                        "tls_server_name \"app.internal.example\"",
                        "tls_trusted_ca_certs \"/etc/tls/internal-ca.pem\"");
        assertThat(ProxyDialects.named("apache").render(proxy).entryContent())
                .contains(
                        "SSLProxyVerify require",
                        "SSLProxyCheckPeerName on",
                        "SSLProxyCACertificateFile \"/etc/tls/internal-ca.pem\"");
    }

    @Test
    void anUnknownDialectIsAnErrorThatListsThoseFound() {
        assertThatThrownBy(() -> ProxyDialects.named("lighttpd"))
                .isInstanceOf(ProviderLookupException.class)
                .hasMessageContainingAll("\"nginx\"", "\"apache\"", "\"haproxy\"", "\"caddy\"");
    }

    @Test
    void writesTheFilesBelowAFolder(@TempDir Path folder) throws IOException {
        RenderedConfig config = ProxyDialects.named("nginx").standalone(folder).render(SemaphoreCase.quickstart());

        Path entry = config.writeTo(folder.resolve("new"));

        assertThat(entry).isEqualTo(folder.resolve("new/nginx.conf"));
        assertThat(Files.readString(folder.resolve("new/site.conf"))).isEqualTo(config.content("site.conf"));
        assertThatThrownBy(() -> ProxyDialects.named("nginx").standalone(Path.of("relative[")))
                .hasMessageContaining("absolute")
                .hasMessageContaining("expand");
    }

    private static String nginx(String version) {
        return print("nginx", version, "3.0.x");
    }

    private static String print(String server, String version, String openssl) {
        return render(server, version, openssl).entryContent();
    }

    private static List<String> notes(String server, String version, String openssl) {
        return render(server, version, openssl).notes();
    }

    private static RenderedConfig render(String server, String version, String openssl) {
        return ProxyDialects.named(server).version(version).openssl(openssl).render(SemaphoreCase.quickstart());
    }

    private static void assertRefused(String server, String version, String openssl, String field, String reason) {
        assertThatThrownBy(() -> render(server, version, openssl))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(field + ": ")
                .hasMessageContaining(reason);
    }
}
