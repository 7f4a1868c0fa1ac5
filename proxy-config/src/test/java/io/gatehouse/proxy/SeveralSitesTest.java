package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites beside each other: each with its own names, certificate and routes, and nothing of the others'. */
class SeveralSitesTest {
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void eachIsThereWithItsOwn(String dialect) {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example", 3001))
                .site(site("b.example", 3002).webSocket("/ws").build())
                .build();

        RenderedConfig config = ProxyDialects.named(dialect).render(proxy);
        String words = config.files().keySet().stream()
                .flatMap(file -> Entry.allWords(Reader.of(dialect, file).read(config.content(file))).stream())
                .collect(Collectors.joining(" "));

        assertThat(words)
                .contains("a.example", "b.example", "/tls/a.example/", "/tls/b.example/")
                .contains("127.0.0.1:3001", "127.0.0.1:3002", "/ws");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void tenThousandArePrinted(String dialect) {
        RenderedConfig config = ProxyDialects.named(dialect).render(tenThousand());

        assertThat(String.join("", config.files().values())).contains("host-0.example", "host-9999.example");
        assertThat(Reader.of(dialect).read(config.entryContent())).isNotEmpty();
    }

    @Test
    void aNameBelongsToOneSite() {
        assertProblems(
                ReverseProxy.builder()
                        .site(site("a.example", 3001))
                        .site(Site.forHosts("bad host"))
                        .site(Site.forHosts("b.example", "A.example.")
                                .tls(TlsPolicy.modern(), certificate("b"))
                                .route("/", "http://127.0.0.1:1")),
                "sites[1].hosts[0]",
                "sites[1].routes",
                "sites[1].tls",
                "sites[2].hosts[1]");
        assertProblems(ReverseProxy.builder(), "sites");
    }

    @Test
    void exactNamesComeBeforeWildcardsWhereTheFirstThatFitsWins() {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("*.example", 3001))
                .site(site("*.b.example", 3002))
                .site(site("a.b.example", 3003))
                .build();

        List<String> names = read("apache", proxy).stream()
                .flatMap(host -> host.block().stream())
                .map(Entry::words)
                .filter(words -> words.get(0).startsWith("ServerAlias") || words.contains("a.b.example"))
                .map(words -> words.get(1))
                .toList();

        assertThat(names.subList(names.size() - 3, names.size()))
                .containsExactly("a.b.example", "*.b.example", "*.example");
        RenderedConfig haproxy = ProxyDialects.named("haproxy").render(proxy);
        assertThat(haproxy.content("hosts.map")).isEqualTo("a.b.example site_3\n");
        assertThat(haproxy.content("wildcards.map")).isEqualTo(".b.example site_2\n.example site_1\n");
    }

    @Test
    void whatNoOrderCanGiveIsRefused() {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("*.a.example", "x.b.example")
                        .tls(TlsPolicy.intermediate(), certificate("one"))
                        .route("/", "http://127.0.0.1:1"))
                .site(Site.forHosts("*.b.example", "x.a.example")
                        .tls(TlsPolicy.intermediate(), certificate("two"))
                        .route("/", "http://127.0.0.1:1"))
                .build();

        assertThatThrownBy(() -> ProxyDialects.named("apache").render(proxy))
                .hasMessageContaining("sites[1].hosts[1]: would be taken by \"*.a.example\"");
        assertThat(ProxyDialects.named("nginx").render(proxy).entryContent()).contains("x.a.example");
        assertThat(ProxyDialects.named("haproxy").render(proxy).entryContent()).contains("x.a.example");
    }

    @Test
    void policiesThatDifferArePrintedWhereTheServerKeepsThemApart() {
        ReverseProxy proxy = policies(TlsPolicy.intermediate(), TlsPolicy.modern());

        assertThat(print("apache", proxy))
                .contains("SSLProtocol -all +TLSv1.2 +TLSv1.3", "SSLProtocol -all +TLSv1.3\n");
        assertThat(print("haproxy", proxy))
                .contains("ssl-default-bind-options ssl-min-ver TLSv1.2 ")
                .contains("[ ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.3 ciphersuites TLS_AES_128_GCM_SHA256:")
                .contains("/tls/a.example/bundle.pem a.example\n");
        assertThat(print("caddy", proxy)).contains("protocols tls1.2 tls1.3", "protocols tls1.3 tls1.3");
        assertThat(print("caddy-json", proxy)).contains("\"protocol_min\": \"tls1.2\"", "\"protocol_min\": \"tls1.3\"");
    }

    @Test
    void policiesThatDifferAreRefusedWhereTheServerCannotKeepThemApart() {
        ReverseProxy protocols = policies(TlsPolicy.intermediate(), TlsPolicy.modern());
        ReverseProxy curves = policies(
                TlsPolicy.intermediate(),
                TlsPolicy.custom("The test needs other curves.")
                        .curves("prime256v1")
                        .build());

        assertThatThrownBy(() -> ProxyDialects.named("nginx").render(protocols))
                .hasMessageContaining("sites[1].tls: differs from sites[0].tls in protocols, settled by nginx 1.22.1")
                .hasMessageContaining("a proxy of its own, listening on another address or port");
        assertThatThrownBy(() -> ProxyDialects.named("apache").version("2.4.41").render(protocols))
                .hasMessageContaining("in protocols, ciphers, settled by Apache httpd 2.4.41");
        for (String dialect : List.of("nginx", "apache", "haproxy")) {
            assertThatThrownBy(() -> ProxyDialects.named(dialect).render(curves))
                    .hasMessageContaining("sites[1].tls: differs from sites[0].tls in curves");
        }
    }

    /** What two policies say of groups that the installed OpenSSL does not know is no difference. */
    @Test
    void policiesAreComparedByWhatIsPrinted() {
        ReverseProxy proxy = policies(
                TlsPolicy.intermediate(),
                TlsPolicy.custom("The test needs other ciphers.")
                        .ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
                        .curves("X25519", "prime256v1", "secp384r1")
                        .build());

        assertThat(print("nginx", proxy)).contains("ssl_ciphers \"ECDHE-ECDSA-AES256-GCM-SHA384\";");
        assertThatThrownBy(() -> ProxyDialects.named("nginx").openssl("3.5.0").render(proxy))
                .hasMessageContaining("differs from sites[0].tls in curves");
    }

    private static ReverseProxy policies(TlsPolicy first, TlsPolicy second) {
        return ReverseProxy.builder()
                .site(site("a.example", 3001).tls(first, certificate("a.example")))
                .site(site("b.example", 3002).tls(second, certificate("b.example")))
                .build();
    }

    private static String print(String dialect, ReverseProxy proxy) {
        return String.join(
                "\n", ProxyDialects.named(dialect).render(proxy).files().values());
    }

    private static ReverseProxy tenThousand() {
        TlsPolicy policy = TlsPolicy.intermediate();
        ReverseProxy.Builder builder = ReverseProxy.builder();
        for (int i = 0; i < 10_000; i++) {
            builder.site(Site.forHosts("host-" + i + ".example")
                    .tls(policy, certificate("shared"))
                    .route("/", "http://127.0.0.1:3000")
                    .webSocket("/ws"));
        }
        return builder.build();
    }

    private static List<Entry> read(String dialect, ReverseProxy proxy) {
        return Reader.of(dialect)
                .read(ProxyDialects.named(dialect).render(proxy).entryContent());
    }

    private static Site.Builder site(String host, int port) {
        return Site.forHosts(host)
                .tls(TlsPolicy.intermediate(), certificate(host))
                .route("/", "http://127.0.0.1:" + port);
    }

    private static CertificatePaths certificate(String name) {
        Path folder = Path.of("/tls").resolve(name);
        return CertificatePaths.in(folder).withBundle(folder.resolve("bundle.pem"));
    }

    private static void assertProblems(ReverseProxy.Builder builder, String... fields) {
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).extracting(Problem::field).containsExactly(fields));
    }
}
