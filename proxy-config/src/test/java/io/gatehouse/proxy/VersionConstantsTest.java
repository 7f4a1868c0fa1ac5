package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each version constant of the dialects, from both sides: the last version before it, and the first from it on. */
class VersionConstantsTest {
    private static final String URL = "http://127.0.0.1:3000";
    private static final Upstreams CHECKED =
            Upstreams.of("https://app.internal.example").tls(UpstreamTls.systemTrust());
    private static final Path PEM = Path.of("/etc/tls/clients.pem");

    /** For servers and libraries without TLS 1.3. */
    private static final TlsPolicy TLS_1_2 = TlsPolicy.custom("The test asks versions older than TLS 1.3.")
            .protocols(TlsVersion.TLS_1_2)
            .cipherSuites()
            .build();

    static Stream<Switch> switches() {
        return Stream.of(nginx(), apache(), haproxy(), caddy(), openssl()).flatMap(List::stream);
    }

    private static List<Switch> nginx() {
        UnaryOperator<Site.Builder> clients = site -> site.clientCertificates(ClientCertificates.required(PEM));
        UnaryOperator<Site.Builder> http3 = site -> site.http(HttpVersion.values());
        Route.Builder two = Route.at("/two").to(URL, "http://127.0.0.1:3001");
        Route.Builder moved = Route.at("/old").redirect(Redirect.toPath("/new"));
        Route.Builder found = Route.at("/old").redirect(Redirect.toPath("/new").status(Redirect.Status.MOVED));
        return List.of(
                of("NginxUpstreams.ZONE", "nginx 1.8.1", "nginx 1.9.0")
                        .tls(TLS_1_2)
                        .site(site -> site.http(HttpVersion.HTTP_1_1).route(two))
                        .refuses("upstreams"),
                of("NginxListeners.HTTP2_ON_LISTEN", "nginx 1.9.4", "nginx 1.9.5")
                        .tls(TLS_1_2)
                        .refuses("httpVersions"),
                of("NginxLog.SYSLOG_WITHOUT_HOST", "nginx 1.9.6", "nginx 1.9.7")
                        .tls(TLS_1_2)
                        .proxy(proxy -> proxy.accessLog(AccessLog.syslog()))
                        .refuses("accessLog"),
                of("NginxTls.SEVERAL_CERTIFICATES", "nginx 1.10.3", "nginx 1.11.0")
                        .tls(TLS_1_2, SemaphoreCase.certificate(), CertificatePaths.in(Path.of("/etc/tls/rsa")))
                        .refuses("certificates"),
                of("NginxRoutes.PERMANENT_REDIRECT", "nginx 1.12.2", "nginx 1.13.0")
                        .tls(TLS_1_2)
                        .site(site -> site.route(moved))
                        .refuses("redirect.status"),
                of("NginxTls.TLS_1_3", "nginx 1.12.2", "nginx 1.13.0")
                        .site(site -> site.route(found))
                        .refuses("tls.protocols"),
                of("NginxTls.CONF_COMMAND", "nginx 1.19.3", "nginx 1.19.4").begins("ssl_conf_command Ciphersuites"),
                of("NginxSites.REJECT_HANDSHAKE", "nginx 1.19.3", "nginx 1.19.4")
                        .begins("ssl_reject_handshake on;"),
                of("NginxTls.TICKET_KEYS_ROTATE", "nginx 1.23.1", "nginx 1.23.2")
                        .ends("ssl_session_tickets off;"),
                of("NginxListeners.HTTP3", "nginx 1.24.0", "nginx 1.25.0")
                        .site(http3)
                        .refuses("httpVersions"),
                of("NginxListeners.HTTP2_DIRECTIVE", "nginx 1.25.0", "nginx 1.25.1")
                        .begins("http2 on;"),
                of("NginxTls.SESSIONS_KEPT_APART", "nginx 1.27.3", "nginx 1.27.4")
                        .site(clients)
                        .ends("ssl_session_cache off;"));
    }

    private static List<Switch> apache() {
        UnaryOperator<Site.Builder> https = site -> site.route(Route.at("/s").to(CHECKED));
        UnaryOperator<Site.Builder> clients = site -> site.clientCertificates(ClientCertificates.required(PEM));
        BasicAuth staff = BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(FullModel.HASH));
        Upstreams well = Upstreams.of(URL).activeHealth(ActiveHealth.of("/health"));
        UnaryOperator<Site.Builder> old = site -> site.http(HttpVersion.HTTP_1_1);
        return List.of(
                of("ApacheTls.CURVES_AND_TICKETS", "apache 2.4.10", "apache 2.4.11")
                        .tls(TLS_1_2)
                        .site(old)
                        .refuses("tls.curves"),
                of("ApacheSites.HTTP2", "apache 2.4.16", "apache 2.4.17")
                        .tls(TLS_1_2)
                        .refuses("httpVersions"),
                of("ApacheUpstreams.HEALTH_CHECKS", "apache 2.4.20", "apache 2.4.21")
                        .tls(TLS_1_2)
                        .site(site -> site.route(Route.at("/well").to(well)))
                        .refuses("upstreams.activeHealth"),
                of("ApacheUpstreamTls.IF_FILE", "apache 2.4.33", "apache 2.4.34")
                        .tls(TLS_1_2)
                        .site(https)
                        .refuses("upstreams.tls.trust"),
                of("ApacheLog.IF_FILE", "apache 2.4.33", "apache 2.4.34")
                        .tls(TLS_1_2)
                        .proxy(proxy -> proxy)
                        .refuses("accessLog"),
                of("ApacheTls.TLS_1_3", "apache 2.4.35", "apache 2.4.36").refuses("tls.protocols"),
                of("ApacheSections.FOLDED_SLASHES", "apache 2.4.38", "apache 2.4.39")
                        .site(site -> site.route(Route.at("/a").to(URL).basicAuth(staff))
                                .route("/a/b", URL))
                        .refuses("path"),
                of("ApacheTls.NAME_FIRST", "apache 2.4.41", "apache 2.4.42")
                        .tls(TLS_1_2)
                        .proxy(VersionConstantsTest::withOtherCiphers)
                        .refuses("tls"),
                of("ApacheTls.CLIENT_HELLO_CALLBACK", "apache with 1.1.0", "apache with 1.1.1")
                        .tls(TLS_1_2)
                        .proxy(VersionConstantsTest::withOtherCiphers)
                        .refuses("tls"),
                of("ApacheUpstreams.UPGRADE", "apache 2.4.46", "apache 2.4.47")
                        .site(site -> site.webSocket("/ws"))
                        .begins("upgrade=websocket"),
                of("ApacheTls.SESSIONS_KEPT_APART", "apache 2.4.63", "apache 2.4.64")
                        .site(clients)
                        .ends("SSLSessionCache none"));
    }

    private static ReverseProxy.Builder withOtherCiphers(ReverseProxy.Builder proxy) {
        TlsPolicy other = TlsPolicy.custom("The test needs another site with fewer ciphers.")
                .protocols(TlsVersion.TLS_1_2)
                .cipherSuites()
                .ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
                .build();
        return proxy.accessLog(AccessLog.off())
                .site(Site.forHosts("other.example.org")
                        .tls(other, SemaphoreCase.certificate())
                        .route("/", URL));
    }

    private static List<Switch> haproxy() {
        UnaryOperator<Site.Builder> http3 = site -> site.http(HttpVersion.values());
        return List.of(
                of("HaproxyConfig.OLDEST", "haproxy 2.3.21", "haproxy 2.4.0").refuses("version"),
                of("HaproxyConfig.HTTP_3", "haproxy 2.5.14", "haproxy 2.6.0")
                        .site(http3)
                        .refuses("httpVersions"),
                of("HaproxyUpstreams.SYSTEM_TRUST", "haproxy 2.5.14", "haproxy 2.6.0")
                        .site(site -> site.route(Route.at("/s").to(CHECKED)))
                        .refuses("upstreams.tls.trust"),
                of("HaproxyConfig.QUIC_OVER_OPENSSL", "haproxy 2.8.15", "haproxy 2.9.0")
                        .site(http3)
                        .begins("limited-quic"));
    }

    private static List<Switch> caddy() {
        UnaryOperator<ReverseProxy.Builder> behind = proxy -> proxy.trustedProxies(TrustedProxies.of("10.0.0.0/8"));
        Upstreams byAddress = Upstreams.of(URL, "http://127.0.0.1:3001").balance(Balance.CLIENT_ADDRESS);
        UnaryOperator<ReverseProxy.Builder> other = proxy -> proxy.site(Site.forHosts("other.example.org")
                .tls(TlsPolicy.intermediate(), SemaphoreCase.certificate())
                .clientCertificates(ClientCertificates.required(Path.of("/etc/tls/others.pem")))
                .route("/", URL));
        UnaryOperator<Site.Builder> clients = site -> site.clientCertificates(ClientCertificates.required(PEM));
        return List.of(
                of("CaddyVersions.OLDEST", "caddy 2.5.2", "caddy 2.6.0").refuses("version"),
                of("CaddyVersions.CLIENT_ADDRESS_HASH", "caddy 2.6.4", "caddy 2.7.0")
                        .proxy(behind)
                        .site(site -> site.route(Route.at("/two").to(byAddress)))
                        .refuses("upstreams.balance"),
                of("CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS", "caddy 2.7.6", "caddy 2.8.0")
                        .proxy(behind)
                        .begins("trusted_proxies_strict"),
                of("CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS", "caddy 2.7.6", "caddy 2.8.0")
                        .site(clients)
                        .begins("trust_pool file"),
                of("CaddyVersions.NO_TICKETS_FOR_CLIENTS", "caddy 2.8.4", "caddy 2.9.0")
                        .site(clients)
                        .proxy(other)
                        .refuses("clientCertificates.authorities"),
                of("CaddyVersions.NO_TICKETS_FOR_CLIENTS", "caddy-json 2.8.4", "caddy-json 2.9.0")
                        .site(clients)
                        .proxy(other)
                        .ends("session_tickets"),
                of("CaddyVersions.NO_EARLY_DATA", "caddy 2.10.2", "caddy 2.11.0")
                        .site(site -> site.http(HttpVersion.values()))
                        .refuses("httpVersions"),
                of("CaddyVersions.MLKEM", "caddy 2.9.1", "caddy 2.10.0").begins("x25519mlkem768"));
    }

    private static List<Switch> openssl() {
        List<Switch> switches = new ArrayList<>();
        for (String server : List.of("nginx", "apache", "haproxy")) {
            switches.add(of("OpenSslPolicy.TLS_1_3", server + " with 1.1.0", server + " with 1.1.1")
                    .refuses("tls.protocols"));
            switches.add(of("OpenSslPolicy.SECURITY_LEVEL_BARS_OLD_TLS", server + " with 1.1.1", server + " with 3.0.0")
                    .tls(TlsPolicy.old())
                    .begins("@SECLEVEL=0"));
            switches.add(of("OpenSslPolicy.MLKEM", server + " with 3.4.4", server + " with 3.5.0")
                    .begins("X25519MLKEM768"));
        }
        return switches;
    }

    @ParameterizedTest
    @MethodSource("switches")
    void isPrintedOnBothSides(Switch one) {
        assertThat(one.from())
                .satisfies(version -> assertThat(one.printed(version)).isNotEmpty());
        switch (one.sign()) {
            case REFUSED_BEFORE ->
                assertThatThrownBy(() -> one.printed(one.before()))
                        .isInstanceOfSatisfying(
                                InvalidModelException.class,
                                refused -> assertThat(refused.problems())
                                        .extracting(Problem::field)
                                        .allMatch(field -> field.endsWith(one.text())));
            case PRINTED_FROM -> {
                assertThat(one.printed(one.before())).doesNotContain(one.text());
                assertThat(one.printed(one.from())).contains(one.text());
            }
            case PRINTED_BEFORE -> {
                assertThat(one.printed(one.before())).contains(one.text());
                assertThat(one.printed(one.from())).doesNotContain(one.text());
            }
        }
    }

    @Test
    void noneIsForgotten() throws Exception {
        assertThat(switches().map(Switch::constant).distinct()).containsExactlyInAnyOrderElementsOf(constants());
    }

    /** All of the dialects. */
    private static List<String> constants() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(Objects.requireNonNull(ProxyDialect.class.getProtectionDomain())
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> constants = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes.resolve("io/gatehouse/proxy/internal"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".class"))::iterator) {
                String name =
                        classes.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                Class<?> type = Class.forName(name, false, ProxyDialect.class.getClassLoader());
                Arrays.stream(type.getDeclaredFields())
                        .filter(field -> field.getType() == ServerVersion.class)
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName)
                        .forEach(field -> constants.add(type.getSimpleName() + "." + field));
            }
        }
        return constants;
    }

    private static Switch of(String constant, String before, String from) {
        return new Switch(
                constant,
                before,
                from,
                site -> site.tls(TlsPolicy.intermediate(), SemaphoreCase.certificate()),
                proxy -> proxy.accessLog(AccessLog.off()),
                Sign.PRINTED_FROM,
                "");
    }

    /** How the two sides differ. */
    private enum Sign {
        REFUSED_BEFORE,
        PRINTED_FROM,
        PRINTED_BEFORE
    }

    /** A constant, a version on each of its sides, a model that it matters to, and the sign by which they differ. */
    private record Switch(
            String constant,
            String before,
            String from,
            UnaryOperator<Site.Builder> siteRules,
            UnaryOperator<ReverseProxy.Builder> proxyRules,
            Sign sign,
            String text) {
        Switch tls(TlsPolicy policy, CertificatePaths... certificates) {
            CertificatePaths[] shown =
                    certificates.length == 0 ? new CertificatePaths[] {SemaphoreCase.certificate()} : certificates;
            return with(site -> site.tls(policy, shown), proxyRules, sign, text);
        }

        Switch site(UnaryOperator<Site.Builder> rules) {
            return with(site -> rules.apply(siteRules.apply(site)), proxyRules, sign, text);
        }

        Switch proxy(UnaryOperator<ReverseProxy.Builder> rules) {
            return with(siteRules, rules, sign, text);
        }

        /** The older one must refuse the model, in a field that ends so. */
        Switch refuses(String field) {
            return with(siteRules, proxyRules, Sign.REFUSED_BEFORE, field);
        }

        /** The newer one alone is told this. */
        Switch begins(String printed) {
            return with(siteRules, proxyRules, Sign.PRINTED_FROM, printed);
        }

        /** The older one alone is told this. */
        Switch ends(String printed) {
            return with(siteRules, proxyRules, Sign.PRINTED_BEFORE, printed);
        }

        private Switch with(
                UnaryOperator<Site.Builder> site, UnaryOperator<ReverseProxy.Builder> proxy, Sign how, String what) {
            return new Switch(constant, before, from, site, proxy, how, what);
        }

        /** All files. */
        String printed(String version) {
            String[] words = version.split(" ", -1);
            ProxyRenderer renderer = ProxyDialects.named(words[0]);
            renderer = words[1].equals("with") ? renderer.openssl(words[2]) : renderer.version(words[1]);
            Site.Builder site =
                    siteRules.apply(Site.forHosts("www.example.org")).route("/", URL);
            ReverseProxy proxy =
                    proxyRules.apply(ReverseProxy.builder().site(site)).build();
            return String.join("", renderer.render(proxy).files().values());
        }

        @Override
        public String toString() {
            return constant + ": " + before + ", " + from;
        }
    }
}
