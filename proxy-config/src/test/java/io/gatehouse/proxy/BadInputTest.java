package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.pki.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people get wrong, each under the field's name and with what to do, and all of it at once. */
class BadInputTest {
    private static final CertificatePaths CERTIFICATE = CertificatePaths.in(Path.of("/etc/tls"));
    private static final String APPLICATION = "http://127.0.0.1:3000";

    @Test
    void overlappingHosts() {
        assertRefused(
                () -> ReverseProxy.builder()
                        .site(site("a.example"))
                        .site(site("b.example", "A.example."))
                        .build(),
                "sites[1].hosts[1]");
        assertRefused(
                () -> ReverseProxy.builder()
                        .site(site("a.example", "A.example."))
                        .build(),
                "sites[0].hosts[1]");
    }

    @Test
    void overlappingRoutes() {
        assertRefused(
                () -> build(site -> site.route("/a", APPLICATION).route("/a/", APPLICATION)),
                "sites[0].routes[2].path");
    }

    @Test
    void aRouteBackToItself() {
        assertRefused(
                () -> build(site -> site.route("/a", "http://localhost:443")
                        .route("/b", "https://a.example")
                        .upstreamTrust(Path.of("/etc/tls/roots.pem"))
                        .route(Route.at("/c").redirect(Redirect.toPath("/c/d")))
                        .route(Route.at("/e").redirect(Redirect.toSite("https://a.example")))
                        .acme(AcmeChallenges.handOver(Upstream.of("http://127.0.0.1:80")))),
                "sites[0].routes[1].upstreams[0]",
                "sites[0].routes[2].upstreams[0]",
                "sites[0].routes[3].redirect",
                "sites[0].routes[4].redirect",
                "sites[0].acme.handOver");
    }

    @Test
    void aCertificateThatDoesNotCoverAHost(@TempDir Path folder) {
        CertificatePaths paths = CertificateFolder.write(
                CertificateAuthority.create("Test root").server("a.example").issue(), folder);
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("a.example", "b.example")
                        .tls(TlsPolicy.intermediate(), paths)
                        .route("/", APPLICATION))
                .build();

        assertThat(CertificateCheck.by(Clock.systemUTC()).check(proxy).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("sites[0].certificates[0].fullchain");
                    assertThat(problem.message()).contains("does not cover b.example", "Have it issued");
                });
    }

    @Test
    void aMissingFile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("empty.pem"), "nothing");
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example")
                        .clientCertificates(ClientCertificates.optional(folder.resolve("clients.pem"))
                                .withRevocations(folder.resolve("empty.pem")))
                        .acme(AcmeChallenges.webroot(folder.resolve("challenges")))
                        .upstreamTrust(folder.resolve("roots.pem"))
                        .route("/api", "https://api.example")
                        .route(Route.at("/a").files(folder.resolve("nowhere"))))
                .build();

        assertRefused(
                () -> CertificateCheck.by(Clock.systemUTC()).check(proxy).requireSound(),
                "sites[0].certificates[0].fullchain",
                "sites[0].certificates[0].privateKey",
                "sites[0].clientCertificates.authorities",
                "sites[0].clientCertificates.revocations",
                "sites[0].acme.webroot",
                "sites[0].routes[1].upstreams.tls.trust",
                "sites[0].routes[2].files.root");
    }

    @Test
    void contradictorySettings() {
        assertRefused(
                () -> build(site -> site.http(HttpVersion.HTTP_2)
                        .tls(TlsPolicy.intermediate(), CERTIFICATE, CERTIFICATE)
                        .route(Route.at("/a").files(Path.of("/srv")).webSocket())
                        .route(Route.at("/b").redirect(Redirect.toPath("/c")).compression(Compression.ofTexts()))
                        .route(Route.at("/d").to(APPLICATION, "https://a.internal.example"))
                        .route(Route.at("/e").to(APPLICATION).compression(Compression.ofTexts()))),
                "sites[0].routes[3].upstreams.servers",
                "sites[0].routes[1].kind",
                "sites[0].routes[2].compression",
                "sites[0].routes[4].compression",
                "sites[0].httpVersions",
                "sites[0].certificates[1]");
    }

    /** Texts that no type has read before the proxy is built, each wrong in its own way. */
    @Test
    void everyTextAtOnce() {
        assertRefused(
                () -> build(site -> site.tls(
                                () -> TlsPolicy.custom("Test").curves("x").build(), CERTIFICATE)
                        .headers(() -> SecurityHeaders.DEFAULT.contentSecurityPolicy(ContentSecurityPolicy.selfOnly()
                                .with(CspDirective.IMG_SRC, CspSource.origin("a.example"))))
                        .framing(Framing.SAME_ORIGIN)
                        .acme(() -> AcmeChallenges.handOver(Upstream.of("http://a.example/path")))
                        .clientCertificates(() -> ClientCertificates.required(Path.of("/a\0")))
                        .route("no-slash", APPLICATION)
                        .route("/a", "ftp://a.example")
                        .route(Route.at("/b").to(APPLICATION, "http://a b", "http://c.example/path"))
                        .route(Route.at("/c")
                                .redirect(() -> Redirect.toSite("https://a.example/path"))
                                .basicAuth(() -> BasicAuth.of("\"", "alice", Draft.HASH)))
                        .route(Route.at("/d")
                                .files(() -> StaticFiles.in(Path.of("/srv")).index("../x")))
                        .route(Route.at("/e").files(() -> StaticFiles.in(Path.of("/srv\0"))))
                        .route(Route.at("/f").files(Path.of("/srv")).compression(() -> Compression.ofTypes("text")))
                        .route(Route.at("/g")
                                .to(() -> Upstreams.of("https://a.example")
                                        .tls(UpstreamTls.systemTrust().serverName("a b"))))),
                "sites[0].routes[1].path",
                "sites[0].routes[2].upstreams.servers[0].url",
                "sites[0].routes[3].upstreams.servers[1].host",
                "sites[0].routes[3].upstreams.servers[2].url",
                "sites[0].routes[4].redirect.url",
                "sites[0].routes[4].basicAuth.realm",
                "sites[0].routes[5].files.index",
                "sites[0].routes[6].files",
                "sites[0].routes[7].compression.type",
                "sites[0].routes[8].upstreams.serverName",
                "sites[0].tls.curves",
                "sites[0].acme.url",
                "sites[0].headers.url",
                "sites[0].clientCertificates");
    }

    @Test
    void whatIsOfNoSiteWithAllElse() {
        assertRefused(
                () -> ReverseProxy.builder()
                        .listen(() -> Listener.http("::g", 80))
                        .listen(Listener.https(443))
                        .listen(() -> Listener.https("192.0.2.1", 70_000))
                        .trustedProxies(() -> TrustedProxies.of("10.0.0.0/33"))
                        .accessLog(() -> AccessLog.file(Path.of("log\0")))
                        .site(site("a.example").route("no-slash", APPLICATION))
                        .build(),
                "sites[0].routes[1].path",
                "listeners[0].address",
                "listeners[2].port",
                "trustedProxies.ranges[0]",
                "accessLog");
    }

    @Test
    void serverNamesAreOfOneHost() {
        for (String name : List.of("*.example.org", "_x.example.org", "a b", "")) {
            assertRefused(() -> UpstreamTls.systemTrust().serverName(name), "serverName");
        }
        assertRefused(() -> Listener.https("localhost", 443), "address");
        assertRefused(() -> Listener.http("::g", 80), "address");
    }

    /** What each language's table of hazards forbids, in a field that lets it through. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nginx      | /srv/$host         | variable",
                "apache     | /srv/${HOME}       | replaces",
                "apache     | /srv/[a]           | pattern",
                "caddy      | /srv/{$HOME}       | placeholder",
                "caddy      | /srv/a`b\\c        | quotes",
                "caddy-json | /srv/{env.HOME}    | placeholder"
            })
    void hazardsOfAGrammar(String dialect, String root, String reason) {
        assertThatThrownBy(() -> TextField.FILES_ROOT.holding(root).print(ProxyDialects.named(dialect)))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        refused -> assertThat(refused.problems()).allSatisfy(problem -> {
                            assertThat(problem.field()).isEqualTo("sites[0].routes[1].files.root");
                            assertThat(problem.message()).contains(reason);
                        }));
    }

    private static ReverseProxy build(UnaryOperator<Site.Builder> rules) {
        return ReverseProxy.builder().site(rules.apply(site("a.example"))).build();
    }

    private static Site.Builder site(String... hosts) {
        return Site.forHosts(hosts).tls(TlsPolicy.intermediate(), CERTIFICATE).route("/", APPLICATION);
    }
}
