package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What Caddy is told by version, and what it is refused because it could not do it. */
class CaddyDialectTest {
    private static final Path AUTHORITIES = Path.of("/etc/tls/clients.pem");

    @Test
    void refusesByFieldWhatCaddyCannotDo() {
        assertRefused(
                () -> print("2.6.2", FullModel.proxy()),
                "sites[0].clientCertificates.revocations",
                "sites[0].httpVersions",
                "sites[0].rateLimit",
                "sites[0].routes[4].rateLimit",
                "sites[1].httpVersions");
        assertRefused(
                () -> print(
                        "2.6.2",
                        proxy(site -> site.route("/", "http://127.0.0.1:1")).accessLog(AccessLog.syslog())),
                "accessLog");
        assertRefused(
                () -> print(
                        "2.6.2",
                        proxy(site -> site.route(Route.at("/")
                                .files(StaticFiles.in(Path.of("/srv/[a]")).fallback("/index.html"))))),
                "sites[0].routes[0].files.root");
        ReverseProxy.Builder byAddress = proxy(site -> site.route(Route.at("/")
                        .to(Upstreams.of("http://127.0.0.1:1", "http://127.0.0.1:2")
                                .balance(Balance.CLIENT_ADDRESS))))
                .trustedProxies(TrustedProxies.of("10.0.0.0/8"));
        assertRefused(() -> print("2.6.4", byAddress), "sites[0].routes[0].upstreams.balance");
        assertThat(print("2.7.0", byAddress)).contains("lb_policy client_ip_hash");
    }

    @Test
    void refusesAuthoritiesThatSessionsWouldCross() {
        ReverseProxy.Builder proxy = ReverseProxy.builder()
                .site(site("a.example").clientCertificates(ClientCertificates.required(AUTHORITIES)))
                .site(site("b.example")
                        .clientCertificates(ClientCertificates.required(Path.of("/etc/tls/others.pem"))));

        assertRefused(() -> print("2.8.4", proxy), "sites[1].clientCertificates.authorities");
        assertThat(print("2.9.0", proxy)).contains("trust_pool file \"/etc/tls/others.pem\"");
    }

    @Test
    void asksClientsForCertificates() {
        ReverseProxy.Builder optional = proxy(site ->
                site.route("/", "http://127.0.0.1:1").clientCertificates(ClientCertificates.optional(AUTHORITIES)));

        assertThat(print("2.6.2", optional))
                .contains("mode verify_if_given", "trusted_ca_cert_file \"/etc/tls/clients.pem\"");
        assertThat(print("2.8.0", optional)).contains("trust_pool file \"/etc/tls/clients.pem\"");
        assertThat(ProxyDialects.named("caddy").render(optional.build()).notes())
                .anyMatch(note -> note.contains("only the first certificate counts"));
    }

    @Test
    void believesTrustedProxiesByVersion() {
        ReverseProxy.Builder proxy = proxy(site -> site.route("/", "http://127.0.0.1:1"))
                .trustedProxies(TrustedProxies.of("10.0.0.0/8", "2001:db8::/32"));

        assertThat(print("2.7.6", proxy))
                .contains("\t\t\t\ttrusted_proxies \"10.0.0.0/8\" \"2001:db8::/32\"", "X-Real-IP {vars.client_address}")
                .doesNotContain("trusted_proxies static", "{client_ip}");
        assertThat(print("2.8.0", proxy))
                .contains(
                        "trusted_proxies static \"10.0.0.0/8\" \"2001:db8::/32\"",
                        "trusted_proxies_strict",
                        "X-Real-IP {client_ip}")
                .doesNotContain("client_address");
    }

    @Test
    void namesBasicAuthTrustAndHealthByVersion() {
        ReverseProxy.Builder proxy = proxy(site -> site.route(Route.at("/")
                .basicAuth(BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(FullModel.HASH)))
                .silence(Duration.ofSeconds(90))
                .to(Upstreams.of("https://a.internal.example", "https://b.internal.example:8443")
                        .tls(UpstreamTls.trust(Path.of("/etc/tls/internal.pem")))
                        .activeHealth(ActiveHealth.of("/health")))));

        String before = print("2.7.6", proxy);
        assertThat(before)
                .contains("basicauth bcrypt \"Staff only\" {", "\"alice\" \"" + FullModel.HASH + "\"")
                .contains("tls_trusted_ca_certs \"/etc/tls/internal.pem\"", "health_uri \"/health\"")
                .contains("response_header_timeout 90s", "lb_retries 1", "max_fails 3", "fail_duration 10s")
                .doesNotContain("health_fails", "tls_server_name");
        assertThat(ProxyDialects.named("caddy")
                        .version("2.7.6")
                        .render(proxy.build())
                        .notes())
                .anyMatch(note -> note.contains("take one answer for the truth"))
                .anyMatch(note -> note.contains("password hashes"));
        assertThat(print("2.8.0", proxy))
                .contains("basic_auth bcrypt", "tls_trust_pool file \"/etc/tls/internal.pem\"", "health_fails 2");
    }

    @Test
    void speaksHttp3OnlyWhereAsked() {
        assertThat(print("2.6.2", proxy(site -> site.route("/", "http://127.0.0.1:1"))))
                .contains("protocols h1 h2\n");
        assertThat(print(
                        "2.11.0",
                        proxy(site -> site.route("/", "http://127.0.0.1:1")
                                .http(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_3))))
                .contains("protocols h1 h2 h3\n", "0rtt off\n");
        assertThat(print(
                        "2.6.2",
                        proxy(site -> site.route("/", "http://127.0.0.1:1").http(HttpVersion.HTTP_1_1))))
                .contains("alpn http/1.1");
    }

    @Test
    void servesSitesThatDifferInNamesAloneFromOneBlock() {
        String printed =
                print("2.6.2", ReverseProxy.builder().site(site("a.example")).site(site("b.example")));

        assertThat(printed).contains("\"https://a.example:443\" \"https://b.example:443\" {");
    }

    /** Caddy would try the block with the longest name first, and the wildcard in it would take the other site's name. */
    @Test
    void partsAWildcardThatWouldTakeAnothersName() {
        ReverseProxy.Builder proxy = ReverseProxy.builder()
                .site(site("*.example.org", "a-name-that-is-very-long.example.net"))
                .site(site("app.example.org").framing(Framing.SAME_ORIGIN));

        List<String> heads = print("2.6.2", proxy)
                .lines()
                .filter(line -> line.startsWith("\"https://"))
                .toList();

        assertThat(heads)
                .containsExactly(
                        "\"https://a-name-that-is-very-long.example.net:443\" {",
                        "\"https://app.example.org:443\" {",
                        "\"https://*.example.org:443\" {");
    }

    @Test
    void answersUnknownHostsUnderTheFirstCertificate() {
        String printed = print(
                "2.6.2", proxy(site -> site.route("/", "http://127.0.0.1:1")).unknownHosts(UnknownHosts.NOT_FOUND));

        assertThat(printed)
                .contains("https://:443 {\n\tlog\n\ttls \"/etc/tls/a/fullchain.pem\"")
                .doesNotContain("abort");
        assertThat(printed).doesNotContain("strict_sni_host");
    }

    private static ReverseProxy.Builder proxy(UnaryOperator<Site.Builder> rules) {
        return ReverseProxy.builder()
                .site(rules.apply(Site.forHosts("a.example")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls/a")))));
    }

    private static Site.Builder site(String... hosts) {
        return Site.forHosts(hosts)
                .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls/a")))
                .route("/", "http://127.0.0.1:1");
    }

    private static String print(String version, ReverseProxy.Builder proxy) {
        return print(version, proxy.build());
    }

    private static String print(String version, ReverseProxy proxy) {
        return ProxyDialects.named("caddy").version(version).render(proxy).entryContent();
    }
}
