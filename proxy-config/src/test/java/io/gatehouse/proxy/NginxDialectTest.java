package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What nginx prints for each part of the model, and what it refuses. */
class NginxDialectTest {
    private static final CertificatePaths CERTIFICATE = CertificatePaths.in(Path.of("/etc/tls/a"));
    private static final String HASH = FullModel.HASH;

    @Test
    void refusesOfTheWholeModelOnlyWhatItHasNot() {
        assertRefused(
                "1.22.1",
                FullModel.proxy(),
                "sites[0].httpVersions",
                "sites[1].httpVersions",
                "sites[0].routes[1].compression",
                "sites[0].routes[1].upstreams.activeHealth",
                "sites[0].routes[2].upstreams.activeHealth",
                "sites[0].routes[3].upstreams.activeHealth");
        assertRefused(
                "1.25.1",
                FullModel.proxy(),
                "sites[0].routes[1].compression",
                "sites[0].routes[1].upstreams.activeHealth",
                "sites[0].routes[2].upstreams.activeHealth",
                "sites[0].routes[3].upstreams.activeHealth");
    }

    @Test
    void severalUpstreamsShareAGroup() {
        String printed = printWithoutDigests(site().route(Route.at("/")
                        .to(Upstreams.of("http://127.0.0.1:3000", "http://127.0.0.1:3001")
                                .balance(Balance.LEAST_CONNECTIONS)
                                .passiveHealth(new PassiveHealth(2, Duration.ofSeconds(30))))
                        .connectTimeout(Duration.ofSeconds(2)))
                .webSocket("/ws"));

        assertThat(printed)
                .containsOnlyOnce("upstream gatehouse_app {")
                .contains(
                        "zone gatehouse_app 64k;",
                        "least_conn;",
                        "server \"127.0.0.1:3001\" max_fails=2 fail_timeout=30s;",
                        "proxy_connect_timeout 2s;");
        assertThat(printed.split("proxy_pass http://gatehouse_app;", -1)).hasSize(4);
        assertThat(print(site().route(Route.at("/")
                        .to(Upstreams.of("http://a.example:1", "http://b.example:1")
                                .balance(Balance.CLIENT_ADDRESS)))))
                .contains("hash $binary_remote_addr consistent;");
    }

    @Test
    void httpsUpstreamsProveOneName() {
        Upstreams two = Upstreams.of("https://a.internal.example", "https://b.internal.example");

        assertThat(printWithoutDigests(site().route(Route.at("/")
                        .to(two.tls(UpstreamTls.systemTrust().serverName("app.internal.example"))))))
                .contains(
                        "proxy_pass https://gatehouse_app;",
                        "proxy_ssl_name \"app.internal.example\";",
                        "proxy_ssl_trusted_certificate \"/etc/ssl/certs/ca-certificates.crt\";");
        assertRefused(
                "1.22.1",
                proxy(site().route(Route.at("/").to(two.tls(UpstreamTls.systemTrust())))),
                "sites[0].routes[0].upstreams.tls.serverName");
    }

    @Test
    void countsRequestsInSecondsOrMinutes() {
        List<String> zones = new ArrayList<>();
        String printed = print(site().rateLimit(RateLimit.perSecond(20).burst(40))
                .route("/", "http://127.0.0.1:1")
                .route(Route.at("/login")
                        .to("http://127.0.0.1:1")
                        .rateLimit(new RateLimit(5, Duration.ofMinutes(5), 0))));

        Matcher zone = Pattern.compile("zone=(\\w+):10m rate=").matcher(printed);
        while (zone.find()) {
            zones.add(zone.group(1));
        }
        assertThat(zones).hasSize(2).doesNotHaveDuplicates();
        assertThat(printed)
                .contains(
                        "limit_req_zone $binary_remote_addr$server_name zone=" + zones.get(0) + ":10m rate=20r/s;",
                        "limit_req_zone $binary_remote_addr$server_name zone=" + zones.get(1) + ":10m rate=1r/m;",
                        "limit_req zone=" + zones.get(0) + " burst=40 nodelay;",
                        "limit_req zone=" + zones.get(1) + ";");
        assertRefused(
                "1.22.1",
                proxy(site().rateLimit(new RateLimit(1, Duration.ofHours(1), 0)).route("/", "http://127.0.0.1:1")),
                "sites[0].rateLimit");
    }

    @Test
    void aRedirectWaitsForThePasswordAndTheCount() {
        Redirect away = Redirect.toSite("https://www.example.org");

        assertThat(print(site().route(Route.at("/").redirect(away))
                        .route(Route.at("/old").redirect(Redirect.toPath("/n")))))
                .contains("return 308 https://www.example.org$request_uri;", "return 308 \"/n\";")
                .doesNotContain("@redirect", "proxy_");
        assertThat(print(site().route(Route.at("/").redirect(away).basicAuth(BasicAuth.of("Staff", "alice", hash())))))
                .contains("try_files \"\" @redirect_1;", "location @redirect_1 {");
        assertRefused(
                "1.12.2",
                proxy(Site.forHosts("a.example")
                        .tls(
                                TlsPolicy.custom("a test")
                                        .protocols(TlsVersion.TLS_1_2)
                                        .cipherSuites()
                                        .build(),
                                CERTIFICATE)
                        .route(Route.at("/").redirect(away))),
                "sites[0].routes[0].redirect.status");
    }

    @Test
    void passwordsStandInAFileOfTheirOwn() {
        RenderedConfig config = ProxyDialects.named("nginx")
                .render(proxy(site().route(Route.at("/")
                                .to("http://127.0.0.1:1")
                                .basicAuth(BasicAuth.of("Pay $5", "alice", hash())))
                        .route(Route.at("/b")
                                .to("http://127.0.0.1:1")
                                .basicAuth(BasicAuth.of("Staff", "alice", hash())))));

        assertThat(config.content("gatehouse_users_a.example_1.htpasswd")).isEqualTo("alice:" + HASH + "\n");
        assertThat(config.files()).hasSize(2);
        assertThat(config.entryContent())
                .contains("default \"Pay $5\";", "auth_basic $gatehouse_realm_", "auth_basic \"Staff\";")
                .doesNotContain(HASH);
        assertThat(config.notes()).anyMatch(note -> note.contains("0640"));
        assertThat(config.toString()).doesNotContain(HASH);
    }

    @Test
    void clientCertificatesEndResumptionWhereItWouldCrossSites() {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site().clientCertificates(ClientCertificates.required(Path.of("/etc/tls/clients.pem"))
                                .withRevocations(Path.of("/etc/tls/clients.crl")))
                        .route("/", "http://127.0.0.1:1"))
                .site(Site.forHosts("b.example")
                        .tls(TlsPolicy.intermediate(), CERTIFICATE)
                        .route("/", "http://127.0.0.1:2"))
                .build();

        String before =
                ProxyDialects.named("nginx").version("1.27.3").render(proxy).entryContent();
        assertThat(before)
                .contains("ssl_verify_client on;", "ssl_crl \"/etc/tls/clients.crl\";")
                .doesNotContain("shared:gatehouse");
        assertThat(before.split("ssl_session_cache off;", -1)).hasSize(4);
        assertThat(before.split("ssl_session_tickets off;", -1)).hasSize(4);
        assertThat(ProxyDialects.named("nginx").version("1.27.4").render(proxy).entryContent())
                .contains("ssl_session_cache shared:gatehouse:10m;")
                .doesNotContain("ssl_session_tickets off;");
    }

    @Test
    void speaksTheVersionsOfHttpThatEachSiteAsksFor() {
        Site.Builder one = site().http(HttpVersion.HTTP_1_1).route("/", "http://127.0.0.1:1");
        Site.Builder three = Site.forHosts("b.example")
                .tls(TlsPolicy.intermediate(), CERTIFICATE)
                .http(HttpVersion.values())
                .route("/", "http://127.0.0.1:2");
        ReverseProxy mixed = ReverseProxy.builder().site(one).site(three).build();

        String printed =
                ProxyDialects.named("nginx").version("1.25.1").render(mixed).entryContent();
        assertThat(printed)
                .containsOnlyOnce("http2 off;")
                .contains(
                        "listen 443 quic reuseport default_server;",
                        "listen 443 quic;",
                        "add_header Alt-Svc \"h3=\\\":443\\\"; ma=86400\" always;");
        assertRefused("1.24.0", mixed, "sites[1].httpVersions", "sites[1].httpVersions");
        assertThat(ProxyDialects.named("nginx").render(proxy(one)).entryContent())
                .doesNotContain("http2");
    }

    @Test
    void sitesThatDifferInNamesAloneShareABlock() {
        ReverseProxy.Builder alike = ReverseProxy.builder();
        ReverseProxy.Builder counted = ReverseProxy.builder();
        for (String host : List.of("a.example", "b.example", "c.example")) {
            Site.Builder site = Site.forHosts(host).tls(TlsPolicy.intermediate(), CERTIFICATE);
            alike.site(site.route("/", "http://127.0.0.1:1").build());
            counted.site(site.rateLimit(RateLimit.perSecond(1)).build());
        }

        assertThat(servers(alike.build()))
                .filteredOn(entry -> entry.words().equals(List.of("server")))
                .hasSize(4);
        assertThat(servers(counted.build()))
                .filteredOn(entry -> entry.words().equals(List.of("server")))
                .hasSize(6);
    }

    @Test
    void namesOfTwoModelsInOneServerDiffer() {
        ReverseProxy other = ReverseProxy.builder()
                .listen(Listener.https("127.0.0.1", 8443))
                .accessLog(AccessLog.syslog())
                .site(site().rateLimit(RateLimit.perSecond(1))
                        .route(Route.at("/").to("http://127.0.0.1:1", "http://127.0.0.1:2")))
                .build();

        assertThat(ProxyDialects.named("nginx").render(other).entryContent())
                .contains(
                        "upstream gatehouse_127_0_0_1_8443_app_",
                        "zone=gatehouse_127_0_0_1_8443_rate_",
                        "log_format gatehouse_127_0_0_1_8443_log ");
    }

    private static List<Entry> servers(ReverseProxy proxy) {
        return Reader.of("nginx")
                .read(ProxyDialects.named("nginx").render(proxy).entryContent());
    }

    private static Site.Builder site() {
        return Site.forHosts("a.example").tls(TlsPolicy.intermediate(), CERTIFICATE);
    }

    private static PasswordHash hash() {
        return PasswordHash.bcrypt(HASH);
    }

    private static ReverseProxy proxy(Site.Builder site) {
        return ReverseProxy.builder().site(site).build();
    }

    private static String print(Site.Builder site) {
        return ProxyDialects.named("nginx").render(proxy(site)).entryContent();
    }

    /** What sites share has a digest in its name. */
    private static String printWithoutDigests(Site.Builder site) {
        return print(site).replaceAll("_[0-9a-f]{12}\\b", "");
    }

    private static void assertRefused(String version, ReverseProxy proxy, String... fields) {
        assertThatThrownBy(() -> ProxyDialects.named("nginx").version(version).render(proxy))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).extracting("field").containsExactlyInAnyOrder((Object[]) fields));
    }
}
