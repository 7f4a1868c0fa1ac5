package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Hsts;
import io.gatehouse.proxy.HstsRamp;
import io.gatehouse.proxy.ProxyDialects;
import io.gatehouse.proxy.ReferrerPolicy;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Four products' pages on the proxy in front, redone; and none of the faults of those pages is in what is printed. */
class ProxyPagesSnippetTest {
    private static final Path TLS = Path.of("/etc/letsencrypt/live/example.org");

    private static ReverseProxy semaphore() {
        // region semaphore
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("semaphore.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .route("/", "http://127.0.0.1:3000")
                        .webSocket("/api/ws"))
                .build();
        // end
        return proxy;
    }

    private static ReverseProxy lemur() {
        // region lemur
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("lemur.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .route("/api", "http://127.0.0.1:8000")
                        .files("/", Path.of("/www/lemur/lemur/static/dist")))
                .accessLog(AccessLog.file(Path.of("/var/log/nginx/lemur.access.log")))
                .build();
        // end
        return proxy;
    }

    private static ReverseProxy sre() {
        // region sre
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("sre.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .hsts(Hsts.ramp(HstsRamp.YEAR).withSubDomains())
                        .referrerPolicy(ReferrerPolicy.NO_REFERRER)
                        .route(Route.at("/")
                                .to(Upstreams.of("https://localhost:8443")
                                        .tls(UpstreamTls.trust(Path.of("/opt/sre/etc/ca.pem"))
                                                .serverName("sre.example.org")))))
                .build();
        // end
        return proxy;
    }

    private static ReverseProxy galaxy() {
        // region galaxy
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("galaxy.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .acme(AcmeChallenges.webroot(Path.of("/var/www/acme")))
                        .hsts(Hsts.ramp(HstsRamp.MINUTE)) // then DAY, YEAR, TWO_YEARS
                        .route(Route.at("/").to("http://127.0.0.1:8080").silence(Duration.ofMinutes(10))))
                .build();
        // end
        return proxy;
    }

    static Stream<ReverseProxy> pages() {
        return Stream.of(semaphore(), lemur(), sre(), galaxy());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noFaultOfThePagesIsPrinted(ReverseProxy proxy) {
        String nginx = ProxyDialects.named("nginx").render(proxy).entryContent();

        assertThat(nginx.lines().map(String::strip))
                .as("TLS 1.2 and 1.3, on the socket that says ssl")
                .contains("ssl_protocols TLSv1.2 TLSv1.3;")
                .anyMatch(line -> line.startsWith("listen 443 ssl"))
                .doesNotContain("ssl on;", "listen 443;");
        assertThat(nginx)
                .as("old ciphers, dhparam, stapling without a responder, one curve alone")
                .doesNotContain("EDH", "CBC", "3DES", "dhparam", "stapling", "ssl_ecdh_curve secp384r1;")
                .as("headers that mislead or are taken from the client")
                .doesNotContain("X-XSS-Protection", "$http_host", "Origin", "$proxy_add_x_forwarded_for")
                .as("compression over secrets, and a log that tells them")
                .doesNotContain("gzip on", "gzip_types *", "debug", "$request ", "$request_uri\" $status")
                .as("a path for ACME that other paths match as well")
                .doesNotContain("location ~");
        assertThat(nginx.lines().filter(line -> line.contains("add_header")))
                .as("also on errors")
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith(" always;"));
    }

    @Test
    void challengesAreAnsweredBeforeTheRedirect() {
        String nginx = ProxyDialects.named("nginx").render(galaxy()).entryContent();

        assertThat(nginx)
                .containsSubsequence("listen 80", "location ^~ \"/.well-known/acme-challenge/\"", "return 301");
    }

    @Test
    void whatAServerCannotDoIsSaidAtOnce() {
        // region refused
        ReverseProxy proxy = ReverseProxy.forHosts("galaxy.example.org")
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                .acme(AcmeChallenges.webroot(Path.of("/var/www/acme")))
                .route("/", "http://127.0.0.1:8080")
                .build();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> ProxyDialects.named("haproxy").render(proxy))
                .withMessageContaining("acme.webroot"); // HAProxy serves no files; hand over to a solver's port
        // end
    }

    @Test
    void sitesShareAProxy() {
        // region several
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("app.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .route("/", "http://127.0.0.1:3000")
                        .events("/events"))
                .site(Site.forHosts("static.example.org")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(TLS))
                        .files("/", Path.of("/srv/www")))
                .build();
        RenderedConfig config = ProxyDialects.named("nginx").version("1.22.1").render(proxy);
        // end

        assertThat(String.join("\n", config.files().values())).contains("app.example.org", "static.example.org");
        assertThat(List.of(config.entry())).isNotEmpty();
    }
}
