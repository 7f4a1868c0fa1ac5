package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What HAProxy is told for each part of the model, and what it is refused. */
class HaproxyPrintingTest {
    private static final String URL = "http://127.0.0.1:3000";

    /** Files it can neither serve nor write; all else is printed. */
    @Test
    void refusesOnlyWhatItCannotDo() {
        assertThatThrownBy(() -> ProxyDialects.named("haproxy").render(FullModel.proxy()))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting("field")
                                .containsExactlyInAnyOrder(
                                        "accessLog.file", "sites[0].routes[5].files", "sites[0].httpVersions"));
    }

    @Test
    void speaksHttp3FromTwoSixOn() {
        ReverseProxy proxy = proxy(
                site("a.example")
                        .http(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_3)
                        .route("/", URL),
                site("b.example").route("/", URL));

        assertRefused(() -> ProxyDialects.named("haproxy").version("2.4.0").render(proxy), "sites[0].httpVersions");
        RenderedConfig config = ProxyDialects.named("haproxy").version("2.6.12").render(proxy);
        assertThat(config.entryContent())
                .contains("bind quic4@:443 ssl crt-list certificates-quic.list alpn h3 strict-sni")
                .contains("http-after-response set-header Alt-Svc 'h3=\":443\"; ma=86400'")
                .containsOnlyOnce("Alt-Svc");
        assertThat(config.content("certificates-quic.list"))
                .contains("/tls/a.example")
                .doesNotContain("b.example");
        assertThat(config.notes()).anyMatch(note -> note.contains("built with QUIC"));
    }

    @Test
    void keepsWhatOneSiteAsksOfClientsFromTheOthers() {
        ClientCertificates clients =
                ClientCertificates.required(Path.of("/tls/clients.pem")).withRevocations(Path.of("/tls/clients.crl"));
        RenderedConfig config = ProxyDialects.named("haproxy")
                .render(proxy(
                        site("a.example").clientCertificates(clients).route("/", URL),
                        site("b.example").http(HttpVersion.HTTP_1_1).route("/", URL)));

        assertThat(config.content("certificates.list").lines().skip(1))
                .containsExactly(
                        "/tls/a.example [ alpn h2,http/1.1 ca-file /tls/clients.pem crl-file /tls/clients.crl verify"
                                + " required ] a.example",
                        "/tls/b.example [ alpn http/1.1 ] b.example");
        assertThat(config.entryContent())
                .contains("crt-list certificates.list strict-sni", "tune.ssl.cachesize 0", "default-path config")
                .contains("http-request return status 421 unless { var(txn.greeted),strcmp(txn.site) eq 0 }");

        RenderedConfig alike = ProxyDialects.named("haproxy")
                .render(proxy(site("a.example").clientCertificates(clients).route("/", URL)));
        assertThat(alike.entryContent())
                .contains("crt '/tls/a.example' ca-file '/tls/clients.pem' crl-file '/tls/clients.crl' verify required")
                .doesNotContain("cachesize", "status 421");
    }

    @Test
    void refusesAPathThatAListCannotHold() {
        for (String path : List.of("/tls/a b", "/tls/[a]", "/tls/#a")) {
            Site.Builder odd = Site.forHosts("a.example")
                    .tls(
                            TlsPolicy.intermediate(),
                            CertificatePaths.in(Path.of("/tls")).withBundle(Path.of(path)))
                    .route("/", URL);
            ReverseProxy listed =
                    proxy(odd, site("b.example").http(HttpVersion.HTTP_1_1).route("/", URL));

            assertRefused(() -> ProxyDialects.named("haproxy").render(listed), "sites[0].certificates[0].bundle");
            assertThat(ProxyDialects.named("haproxy").render(proxy(odd)).entryContent())
                    .contains("'" + path + "'");
        }
    }

    @Test
    void sharesBackEndsBetweenSitesThatAreAlike() {
        ReverseProxy.Builder alike = ReverseProxy.builder();
        ReverseProxy.Builder limited = ReverseProxy.builder();
        for (int i = 0; i < 100; i++) {
            alike.site(site("host-" + i + ".example").route("/", URL));
            limited.site(site("host-" + i + ".example")
                    .rateLimit(RateLimit.perSecond(10))
                    .route("/", URL));
        }

        RenderedConfig one = ProxyDialects.named("haproxy").render(alike.build());
        assertThat(one.entryContent()).containsOnlyOnce("\nbackend route_").contains("crt-list certificates.list");
        assertThat(one.content("hosts.map").lines()).hasSize(100).contains("host-99.example site_1");
        RenderedConfig hundred = ProxyDialects.named("haproxy").render(limited.build());
        assertThat(hundred.entryContent().lines().filter(line -> line.startsWith("backend site_")))
                .hasSize(200);
        assertThat(hundred.entryContent()).contains("track-sc0 src table site_100_requests");
    }

    @Test
    void asksUpstreamsForTheirHealth() {
        Upstreams upstreams = Upstreams.of("https://one.internal.example", "https://two.internal.example")
                .balance(Balance.CLIENT_ADDRESS)
                .activeHealth(ActiveHealth.of("/health").every(Duration.ofSeconds(5), Duration.ofSeconds(2)))
                .tls(UpstreamTls.systemTrust());
        ReverseProxy proxy = proxy(site("a.example").route(Route.at("/").to(upstreams)));

        assertThat(ProxyDialects.named("haproxy").render(proxy).entryContent())
                .contains("balance source", "option redispatch 1", "timeout check 2s")
                .contains("http-check send meth GET uri '/health' ver HTTP/1.1 hdr Host 'a.example'")
                .contains("check inter 5s fall 2 rise 2 observe layer4 error-limit 3 on-error mark-down")
                .contains("server application_2 'two.internal.example:443' ssl verify required ca-file '@system-ca'")
                .contains("check-sni 'two.internal.example' verifyhost 'two.internal.example'");
        assertRefused(
                () -> ProxyDialects.named("haproxy").version("2.4.0").render(proxy),
                "sites[0].routes[0].upstreams.tls.trust");
    }

    @Test
    void refusesPasswordsThatWouldStopIt() {
        PasswordHash slow = PasswordHash.bcrypt(FullModel.HASH.replace("$12$", "$14$"));
        ReverseProxy proxy = proxy(
                site("a.example").route(Route.at("/").to(URL).basicAuth(BasicAuth.of("100% 'ours'", "alice", slow))));

        assertRefused(() -> ProxyDialects.named("haproxy").render(proxy), "sites[0].routes[0].basicAuth.users[0].hash");
    }

    @Test
    void logsNoQueryAndNothingWhenTold() {
        ReverseProxy.Builder builder =
                ReverseProxy.builder().site(site("a.example").route("/", URL));

        assertThat(ProxyDialects.named("haproxy").render(builder.build()).entryContent())
                .contains("log-format '%ci [%tr] %HM %HP ")
                .doesNotContain("httplog");
        assertThat(ProxyDialects.named("haproxy")
                        .render(builder.accessLog(AccessLog.off()).build())
                        .entryContent())
                .doesNotContain("log ", "log-format");
    }

    private static ReverseProxy proxy(Site.Builder... sites) {
        ReverseProxy.Builder builder = ReverseProxy.builder();
        for (Site.Builder site : sites) {
            builder.site(site);
        }
        return builder.build();
    }

    private static Site.Builder site(String host) {
        Path file = Path.of("/tls").resolve(host);
        return Site.forHosts(host)
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(file).withBundle(file));
    }
}
