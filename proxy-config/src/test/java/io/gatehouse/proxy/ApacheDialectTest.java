package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What Apache is told of the model's features, by version, and what it is refused. */
class ApacheDialectTest {
    private static final Path FOLDER = Path.of("/etc/tls");
    private static final String ONE = "http://127.0.0.1:3001";
    private static final String OTHER = "http://127.0.0.1:3002";
    private static final BasicAuth STAFF = BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(FullModel.HASH));

    @Test
    void refusesWhatItCannotDo() {
        Refusals.assertRefused(
                () -> ProxyDialects.named("apache").render(FullModel.proxy()),
                "sites[0].httpVersions",
                "sites[0].rateLimit",
                "sites[0].routes[4].rateLimit",
                "sites[0].routes[3].upstreams.tls.serverName",
                "sites[0].routes[2].upstreams.tls.serverName",
                "sites[0].routes[1].upstreams.tls.serverName",
                "sites[0].routes[3].upstreams.passiveHealth",
                "sites[0].routes[2].upstreams.passiveHealth",
                "sites[0].routes[1].upstreams.passiveHealth");
    }

    @Test
    void refusesWhatItsBalancersDoNotKnow() {
        Refusals.assertRefused(
                () -> print(site ->
                        site.route(Route.at("/").to(Upstreams.of(ONE, OTHER).balance(Balance.CLIENT_ADDRESS)))),
                "sites[0].routes[0].upstreams.balance");
        Refusals.assertRefused(
                () -> print(site -> site.route(Route.at("/").to(healthy("/" + "h".repeat(63), 1)))),
                "sites[0].routes[0].upstreams.activeHealth.path");
        Refusals.assertRefused(
                () -> print(site -> site.route(Route.at("/").to(healthy("/health", 1)))
                        .route(Route.at("/b").to(healthy("/health", 2)))),
                "sites[0].routes[0].upstreams.activeHealth.timeout");
        Refusals.assertRefused(
                () -> print(site -> site.route(Route.at("/a").to(secure("https://one.internal.example", "a.pem")))
                        .route(Route.at("/b").to(secure("https://other.internal.example", "b.pem")))),
                "sites[0].routes[1].upstreams.tls.trust");
    }

    @Test
    void refusesWhatComesTooLateOrCannotBeWritten() {
        BasicAuth expanding = BasicAuth.of("Staff ${HOME}", "alice", PasswordHash.bcrypt(FullModel.HASH));
        Refusals.assertRefused(
                () -> print(site -> site.route(Route.at("/").to(ONE).basicAuth(expanding))),
                "sites[0].routes[0].basicAuth.realm");
        Refusals.assertRefused(
                () -> print(site -> site.route(
                                Route.at("/").redirect(Redirect.toPath("/b")).basicAuth(STAFF))
                        .route("/b", ONE)),
                "sites[0].routes[0].basicAuth");
        Refusals.assertRefused(
                () -> print(site -> site.route(Route.at("/").files(Path.of("/srv/[www]")))),
                "sites[0].routes[0].files.root");
        Refusals.assertRefused(
                () -> ProxyDialects.named("apache")
                        .render(proxy(
                                ReverseProxy.builder().accessLog(AccessLog.syslog()), site -> site.route("/", ONE))),
                "accessLog");
    }

    @Test
    void shareBalancersAndHealth() {
        String config = print(site ->
                        site.route(Route.at("/").to(healthy("/health", 3).balance(Balance.LEAST_CONNECTIONS))))
                .entryContent();

        assertThat(config)
                .contains("<Proxy \"balancer://route-1\">")
                .contains(
                        "BalancerMember \"http://127.0.0.1:3001\" flushpackets=on connectiontimeout=5 timeout=60 retry=10"
                                + " hcmethod=GET \"hcuri=/health\" hcinterval=5 hcfails=2 hcpasses=2")
                .contains("ProxySet lbmethod=bybusyness failontimeout=on")
                .contains("ProxyTimeout 3")
                .contains("ProxyPass \"/\" \"balancer://route-1/\"");
    }

    @Test
    void keepsTlsSessionsApartByVersion() {
        ReverseProxy proxy = proxy(
                ReverseProxy.builder(),
                site -> site.clientCertificates(ClientCertificates.required(FOLDER.resolve("clients.pem"))
                                .withRevocations(FOLDER.resolve("clients.crl")))
                        .route("/", ONE));

        assertThat(ProxyDialects.named("apache").version("2.4.63").render(proxy).entryContent())
                .contains("SSLSessionCache none");
        assertThat(ProxyDialects.named("apache").version("2.4.64").render(proxy).entryContent())
                .contains("SSLVerifyClient require", "SSLCARevocationCheck chain", "SSLStrictSNIVHostCheck on")
                .doesNotContain("SSLSessionCache");
    }

    @Test
    void refusesNamesThatTheServerAnswers400() {
        for (String host : List.of("app.2net", "app.example.2v-org")) {
            Refusals.assertRefused(() -> printFor("b.example", host), "sites[0].hosts[1]");
        }
        assertThat(printFor("2host", "a.n2", "2.example").entryContent()).contains("2host");
    }

    @Test
    void needsPatternsThatFoldSlashesWherePathsLieWithinPaths() {
        ReverseProxy proxy = proxy(
                ReverseProxy.builder(),
                site -> site.route(Route.at("/a.b").to(ONE).basicAuth(STAFF)).route("/a.b/c", OTHER));

        assertThat(ProxyDialects.named("apache").version("2.4.39").render(proxy).entryContent())
                .contains("<LocationMatch \"^(?!/a[.]b/c(/|$))/a[.]b(/|$)\">");
        Refusals.assertRefused(
                () -> ProxyDialects.named("apache").version("2.4.38").render(proxy), "sites[0].routes[0].path");
    }

    @Test
    void printsUsersOnceIntoAFileOfTheirOwn() {
        RenderedConfig config = print(site -> site.route(Route.at("/a").to(ONE).basicAuth(STAFF))
                .route(Route.at("/b").to(OTHER).basicAuth(STAFF)));

        assertThat(config.files().keySet()).containsExactly("site.conf", "users-1.htpasswd");
        assertThat(config.content("users-1.htpasswd")).isEqualTo("alice:" + FullModel.HASH + "\n");
        assertThat(config.entryContent())
                .contains("AuthUserFile \"users-1.htpasswd\"")
                .doesNotContain(FullModel.HASH);
        assertThat(config.notes()).anyMatch(note -> note.contains("mode 0640"));
    }

    @Test
    void findsTheTrustAnchorsOfTheSystem() {
        ReverseProxy proxy = proxy(
                ReverseProxy.builder(),
                site -> site.route(Route.at("/")
                        .to(Upstreams.of("https://one.internal.example").tls(UpstreamTls.systemTrust()))));

        assertThat(ProxyDialects.named("apache").version("2.4.57").render(proxy).entryContent())
                .contains("SSLProxyCACertificateFile \"${gatehouse_system_trust}\"")
                .contains("Define gatehouse_system_trust \"/etc/ssl/certs/ca-certificates.crt\"");
    }

    @Test
    void writesNoQueryDown() {
        RenderedConfig config = ProxyDialects.named("apache")
                .render(proxy(
                        ReverseProxy.builder().accessLog(AccessLog.file(Path.of("/var/log/a.log"))),
                        site -> site.route("/", ONE)));

        assertThat(config.entryContent())
                .contains("CustomLog \"/var/log/a.log\" gatehouse")
                .doesNotContain("%r", "%q", "Referer}", "Cookie}");
    }

    private static Upstreams healthy(String path, int timeout) {
        return Upstreams.of(ONE, OTHER)
                .activeHealth(ActiveHealth.of(path).every(Duration.ofSeconds(5), Duration.ofSeconds(timeout)));
    }

    private static Upstreams secure(String url, String anchors) {
        return Upstreams.of(url).tls(UpstreamTls.trust(FOLDER.resolve(anchors)));
    }

    private static RenderedConfig printFor(String... hosts) {
        return ProxyDialects.named("apache")
                .render(ReverseProxy.builder()
                        .site(Site.forHosts(hosts)
                                .tls(TlsPolicy.intermediate(), CertificatePaths.in(FOLDER))
                                .route("/", ONE))
                        .build());
    }

    private static RenderedConfig print(UnaryOperator<Site.Builder> rules) {
        return ProxyDialects.named("apache").render(proxy(ReverseProxy.builder(), rules));
    }

    private static ReverseProxy proxy(ReverseProxy.Builder proxy, UnaryOperator<Site.Builder> rules) {
        return proxy.site(rules.apply(
                        Site.forHosts("a.example").tls(TlsPolicy.intermediate(), CertificatePaths.in(FOLDER))))
                .build();
    }
}
