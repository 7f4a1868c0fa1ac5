package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nginx is told to load a certificate: once for many server blocks, and in each of a few. */
class NginxSharedCertificateTest {
    private static final CertificatePaths SHARED = CertificatePaths.in(Path.of("/etc/tls/shared"));
    private static final CertificatePaths OTHER = CertificatePaths.in(Path.of("/etc/tls/other"));
    private static final int MANY = 100;

    @ParameterizedTest
    @CsvSource({
        "1.18.0,REFUSED,false",
        "1.19.4,REFUSED,true",
        "1.22.1,REFUSED,true",
        "1.28.0,REFUSED,true",
        "1.22.1,NOT_FOUND,false"
    })
    void standsOnceForManyServerBlocks(String version, UnknownHosts unknown, boolean refusesHandshakes) {
        ReverseProxy.Builder many = ReverseProxy.builder().unknownHosts(unknown);
        ReverseProxy.Builder few = ReverseProxy.builder().unknownHosts(unknown);
        sites(MANY).forEach(many::site);
        sites(MANY - 1).forEach(few::site);

        String printed = print(version, many.build());
        assertThat(count(printed, "ssl_certificate \"/etc/tls/shared/fullchain.pem\";"))
                .isEqualTo(1);
        assertThat(count(printed, "ssl_ciphers ")).isEqualTo(1);
        assertThat(count(printed, "ssl_reject_handshake on;")).isEqualTo(refusesHandshakes ? 1 : 0);
        assertThat(count(printed, "those of the default server")).isEqualTo(MANY);
        assertThat(count(print(version, few.build()), "ssl_certificate ")).isGreaterThanOrEqualTo(MANY - 1);
    }

    @Test
    void isTheOneThatMostServerBlocksHave() {
        List<Site> sites = new ArrayList<>();
        sites.add(site("first.example", TlsPolicy.intermediate(), OTHER).build());
        sites.addAll(sites(MANY));
        RenderedConfig config = render(sites);

        assertThat(config.entryContent().split("\nserver \\{", -1)[2])
                .contains("default_server", "ssl_certificate \"/etc/tls/shared/fullchain.pem\";");
        assertThat(count(config.entryContent(), "ssl_certificate \"/etc/tls/other/fullchain.pem\";"))
                .isEqualTo(1);
        assertThat(field(config, "ssl_certificate \"/etc/tls/shared")).isEqualTo("sites[1].certificates[0].fullchain");
        assertThat(field(config, "# Certificate and TLS")).isEqualTo("sites[1].tls");
        assertThat(config.notes()).anyMatch(note -> note.contains("ssl_certificate in the http block"));
    }

    @Test
    void isNotThatOfSitesWithAnotherHandshake() {
        TlsPolicy ciphers = TlsPolicy.custom("a test")
                .ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
                .build();
        ClientCertificates clients = ClientCertificates.required(Path.of("/etc/tls/clients.pem"));
        List<Site> sites = sites(MANY);
        sites.add(site("ciphers.example", ciphers, SHARED).build());
        sites.add(site("both.example", TlsPolicy.intermediate(), SHARED, OTHER).build());
        sites.add(site("clients.example", TlsPolicy.intermediate(), SHARED)
                .clientCertificates(clients)
                .build());
        String printed = render(sites).entryContent();

        assertThat(count(printed, "those of the default server")).isEqualTo(MANY);
        for (String host : List.of("ciphers", "both", "clients")) {
            String server = printed.substring(printed.lastIndexOf("server_name \"" + host));
            assertThat(server.substring(0, server.indexOf("location")))
                    .as(host)
                    .contains("ssl_certificate ", "ssl_ciphers ");
        }
    }

    /** They would be asked of every name that leaves its handshake to the default server. */
    @Test
    void isNeverThatOfSitesThatAskForClientCertificates() {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            sites.add(site("h" + i + ".example", TlsPolicy.intermediate(), SHARED)
                    .clientCertificates(ClientCertificates.required(Path.of("/etc/tls/clients.pem")))
                    .route("/" + i, "http://127.0.0.1:3000")
                    .build());
        }
        String printed = render(sites).entryContent();

        assertThat(count(printed, "ssl_certificate ")).isEqualTo(MANY);
        assertThat(count(printed, "ssl_verify_client on;")).isEqualTo(MANY);
    }

    @Test
    void standsInTheOneBlockOfSitesThatAreAlike() {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < 2 * MANY; i++) {
            sites.add(
                    site("h" + i + ".example", TlsPolicy.intermediate(), SHARED).build());
        }
        String printed = render(sites).entryContent();

        assertThat(count(printed, "those of the default server")).isZero();
        assertThat(printed.substring(printed.lastIndexOf("server_name \"h0"))).contains("ssl_certificate ");
    }

    /** Sites with an application each. */
    private static List<Site> sites(int count) {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sites.add(Site.forHosts("h" + i + ".example")
                    .tls(TlsPolicy.intermediate(), SHARED)
                    .route("/", "http://127.0.0.1:" + (3000 + i))
                    .build());
        }
        return sites;
    }

    private static Site.Builder site(String host, TlsPolicy policy, CertificatePaths... certificates) {
        return Site.forHosts(host).tls(policy, certificates).route("/", "http://127.0.0.1:2000");
    }

    private static RenderedConfig render(List<Site> sites) {
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        sites.forEach(proxy::site);
        return ProxyDialects.named("nginx").render(proxy.build());
    }

    private static String print(String version, ReverseProxy proxy) {
        return ProxyDialects.named("nginx").version(version).render(proxy).entryContent();
    }

    private static String field(RenderedConfig config, String text) {
        List<String> lines = config.entryContent().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(text)) {
                return config.explain(config.entry(), i + 1)
                        .orElseThrow()
                        .field()
                        .orElseThrow();
            }
        }
        throw new AssertionError("No line begins with " + text);
    }

    private static int count(String printed, String text) {
        return printed.split(Pattern.quote(text), -1).length - 1;
    }
}
