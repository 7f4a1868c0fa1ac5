package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.reading.JsonReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Caddy makes of our Caddyfile is what our JSON says. */
class CaddyAdaptIT {
    /** The Caddyfile itself among files served, names for HTTPS that is not automatic, loggers that have no name. */
    private static final List<String> OF_NO_ACCOUNT = List.of("hide", "skip", "logger_names");

    /** Sets, which Caddy puts into an order of its own. */
    private static final List<String> IN_ANY_ORDER = List.of("sni", "load_files");

    @TempDir
    private Path folder;

    static Stream<ReverseProxy> models() {
        return Stream.of(SemaphoreCase.withWebroot(), SemaphoreCase.withSolver(), everything());
    }

    @ParameterizedTest
    @MethodSource("models")
    void bothSayTheSame(ReverseProxy proxy) {
        Path caddyfile = ServerUnderTest.CADDY.renderer(folder).render(proxy).writeTo(folder);
        String json = ServerUnderTest.CADDY_JSON.renderer(folder).render(proxy).entryContent();

        String adapted = ServerUnderTest.CADDY
                .peer()
                .run("adapt", "--adapter", "caddyfile", "--config", caddyfile.toString())
                .orThrow()
                .output();
        int start = adapted.indexOf("{\"admin\"");
        String document = adapted.substring(start).lines().findFirst().orElseThrow();
        assertThat(normal(JsonReader.parse(json))).isEqualTo(normal(JsonReader.parse(document)));
    }

    /** Servers have names of no account, headers any case. */
    private static String normal(Object value) {
        return normalized(value, "").toString().toLowerCase(Locale.ROOT);
    }

    private static Object normalized(Object value, String name) {
        if (value instanceof List<?> items) {
            List<Object> normal =
                    items.stream().map(item -> normalized(item, name)).toList();
            return IN_ANY_ORDER.contains(name)
                    ? normal.stream().map(Object::toString).sorted().toList()
                    : normal;
        }
        if (!(value instanceof Map<?, ?> members)) {
            return value;
        }
        Map<String, Object> normal = new TreeMap<>();
        List<String> servers = new ArrayList<>();
        members.forEach((key, member) -> {
            Object changed = normalized(member, String.valueOf(key));
            if (name.equals("servers")) {
                servers.add(changed.toString());
            } else if (!OF_NO_ACCOUNT.contains(String.valueOf(key))) {
                normal.put(String.valueOf(key), changed);
            }
        });
        return name.equals("servers") ? servers.stream().sorted().toList() : normal;
    }

    private static ReverseProxy everything() {
        Upstreams api = Upstreams.of("https://api-1.internal.example", "https://api-2.internal.example")
                .balance(Balance.LEAST_CONNECTIONS)
                .activeHealth(ActiveHealth.of("/health"))
                .tls(UpstreamTls.trust(Path.of("/etc/tls/internal.pem")).serverName("api.internal.example"));
        return ReverseProxy.builder()
                .listen(Listener.http("127.0.0.1", 8080))
                .listen(Listener.https("127.0.0.1", 8443))
                .listen(Listener.https("::1", 8443))
                .trustedProxies(TrustedProxies.of("10.0.0.0/8"))
                .accessLog(AccessLog.file(Path.of("/var/log/gatehouse/access.log")))
                .unknownHosts(UnknownHosts.NOT_FOUND)
                .site(Site.forHosts("www.example.org")
                        .tls(TlsPolicy.modern(), CertificatePaths.in(Path.of("/etc/tls/www")))
                        .route(Route.at("/").redirect(Redirect.toSite("https://app.example.org"))))
                .site(Site.forHosts("app.example.org", "*.app.example.org")
                        .tls(
                                TlsPolicy.intermediate(),
                                CertificatePaths.in(Path.of("/etc/tls/ecdsa")),
                                CertificatePaths.in(Path.of("/etc/tls/rsa")))
                        .http(HttpVersion.HTTP_1_1)
                        .bodyLimit(BodyLimit.mebibytes(10))
                        .route("/", "http://127.0.0.1:3000")
                        .webSocket("/ws")
                        .events("/events")
                        .route(Route.at("/api/").to(api).silence(Duration.ofSeconds(90)))
                        .route(Route.at("/admin")
                                .to("http://127.0.0.1:3001")
                                .basicAuth(BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(FullModel.HASH))))
                        .route(Route.at("/assets")
                                .files(StaticFiles.in(Path.of("/srv/www")).fallback("/index.html"))
                                .compression(Compression.ofTexts()))
                        .route(Route.at("/old").redirect(Redirect.toPath("/new"))))
                .build();
    }
}
