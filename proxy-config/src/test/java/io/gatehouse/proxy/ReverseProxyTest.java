package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReverseProxyTest {
    @Test
    void hasTheSafeDefaults() {
        ReverseProxy proxy = SemaphoreCase.quickstart();
        Site site = site(proxy);

        assertThat(proxy.listeners(Scheme.HTTP)).containsExactly(Listener.http(80));
        assertThat(proxy.listeners(Scheme.HTTPS)).containsExactly(Listener.https(443));
        assertThat(site.hsts().headerValue()).isEqualTo("max-age=63072000");
        assertThat(site.headers().framing()).isEqualTo(Framing.DENY);
        assertThat(site.headers().referrerPolicy().headerValue()).isEqualTo("strict-origin-when-cross-origin");
        assertThat(site.routes().get(1).timeouts().silence()).isEqualTo(Duration.ofHours(1));
        assertThat(site.acme()).isEqualTo(AcmeChallenges.none());
    }

    @Test
    void aWebSocketBorrowsTheUpstreamOfTheClosestRouteAroundIt() {
        ReverseProxy proxy = SemaphoreCase.builder()
                .route("/api", "http://127.0.0.1:4000")
                .route("/ap", "http://127.0.0.1:5000")
                .build();

        assertThat(site(proxy).routes())
                .containsExactly(
                        route("/", "http://127.0.0.1:3000", false),
                        route("/api/ws", "http://127.0.0.1:4000", true),
                        route("/api", "http://127.0.0.1:4000", false),
                        route("/ap", "http://127.0.0.1:5000", false));
    }

    @Test
    void aWebSocketMayHaveAnUpstreamOfItsOwn() {
        ReverseProxy proxy = ReverseProxy.forHosts("a.example")
                .tls(TlsPolicy.modern(), SemaphoreCase.certificate())
                .webSocket("/ws", "http://[::1]:9000")
                .build();

        assertThat(site(proxy).routes()).containsExactly(route("/ws", "http://[::1]:9000", true));
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertProblems(
                () -> ReverseProxy.forHosts("a.example", "bad host", "a.example")
                        .tls(
                                TlsPolicy.intermediate(),
                                CertificatePaths.of(Path.of("relative.pem"), Path.of("/a\nb"))
                                        .withBundle(Path.of("bundle.pem")))
                        .route("no-slash", "http://127.0.0.1:3000")
                        .route("/x", "ftp://127.0.0.1")
                        .webSocket("/ws")
                        .listen(Listener.http(80))
                        .listen(Listener.http(8080))
                        .webSocketTimeout(Duration.ofMillis(1500))
                        .acme(AcmeChallenges.webroot(Path.of("www")))
                        .build(),
                "hosts[1]",
                "hosts[2]",
                "webSocketTimeout",
                "routes[0].path",
                "routes[1].upstreams.servers[0].url",
                "routes[2].upstreams",
                "acme.webroot",
                "certificates[0].fullchain",
                "certificates[0].privateKey",
                "certificates[0].bundle",
                "listeners",
                "listeners");
    }

    @Test
    void refusesWhatContradictsItself() {
        assertProblems(
                () -> SemaphoreCase.builder().route("/", "http://a.example").build(), "routes[2].path");
        assertProblems(
                () -> SemaphoreCase.builder().route("/s", "https://a.example").build(), "routes[2].upstreams.tls");
        assertProblems(
                () -> SemaphoreCase.builder()
                        .listen(Listener.https(443))
                        .listen(Listener.https("127.0.0.1", 443))
                        .build(),
                "listeners[1]");
        assertProblems(
                () -> SemaphoreCase.builder()
                        .acme(AcmeChallenges.handOver(Upstream.of("https://a.example")))
                        .build(),
                "acme.handOver");
        assertProblems(() -> ReverseProxy.forHosts().build(), "hosts", "routes", "tls");
        assertProblems(
                () -> ReverseProxy.forHosts("a.example")
                        .tls(TlsPolicy.modern(), SemaphoreCase.certificate())
                        .build(),
                "routes");
        assertProblems(
                () -> ReverseProxy.forHosts("under_score.example")
                        .tls(TlsPolicy.modern(), SemaphoreCase.certificate())
                        .route("/", "http://127.0.0.1:1")
                        .build(),
                "hosts[0]");
    }

    private static Site site(ReverseProxy proxy) {
        return proxy.sites().get(0);
    }

    private static Route route(String path, String upstream, boolean webSocket) {
        Route.Builder builder = webSocket ? Route.at(path).webSocket() : Route.at(path);
        return builder.build(
                RoutePath.of(path),
                Upstreams.of(upstream),
                builder.rules("", new ArrayList<>()),
                RouteTimeouts.of(builder.kind()));
    }

    private static void assertProblems(ThrowingCallable call, String... fields) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).extracting(Problem::field).containsExactly(fields));
    }

    @Test
    void valuesRefuseWhatTheyAreNot() {
        for (String path : List.of("", "a", "/a b", "/%41", "/a//b", "/a/../b", "/.", "/~^$", "/*", "/a\n", "/é")) {
            assertThatThrownBy(() -> RoutePath.of(path)).isInstanceOf(InvalidModelException.class);
        }
        for (String url : List.of(
                "127.0.0.1:80",
                "http://u:p@a.example",
                "http://a/b",
                "http://a?b",
                "http://a:0",
                "http://a:65536",
                "http://a:",
                "unix:/run/a",
                "http://*.a.example",
                "https://127.0.0.1",
                "http://a_b.example",
                "http://[::1",
                "http://::1",
                "http://a b",
                "http://$host",
                "http://")) {
            assertThatThrownBy(() -> Upstream.of(url)).as(url).isInstanceOf(InvalidModelException.class);
        }
        assertThat(Upstream.of("http://[2001:DB8::1]").url()).isEqualTo("http://[2001:db8::1]:80");
        assertThat(Upstream.of("https://App.example").authority()).isEqualTo("app.example:443");
        assertThatThrownBy(() -> Listener.https(0)).hasMessageContaining("out of range");
        assertThatThrownBy(() -> Hsts.of(Duration.ofMillis(1))).hasMessageContaining("whole seconds");
    }

    @Test
    void versionsReadAsServersPrintThem() {
        assertThat(ServerVersion.of("2.6.12-1+deb12u4")).isEqualTo(new ServerVersion(2, 6, 12));
        assertThat(ServerVersion.of("3.0.x")).isEqualTo(new ServerVersion(3, 0, 0));
        assertThat(ServerVersion.of("3.5")).isEqualTo(new ServerVersion(3, 5, 0));
        assertThat(ServerVersion.of("1.1.1w")).isEqualTo(new ServerVersion(1, 1, 1));
        assertThat(ServerVersion.of("1.9.5").isAtLeast(ServerVersion.of("1.10.0")))
                .isFalse();
        assertThatThrownBy(() -> ServerVersion.of("latest")).hasMessageContaining("\"latest\" is no version");
    }

    @Test
    void wholeSegmentsEnclose() {
        assertThat(RoutePath.of("/api").encloses(RoutePath.of("/api/ws"))).isTrue();
        assertThat(RoutePath.of("/api").encloses(RoutePath.of("/apiary"))).isFalse();
        assertThat(RoutePath.of("/").encloses(RoutePath.of("/api"))).isTrue();
        assertThat(RoutePath.of("/api/").encloses(RoutePath.of("/api"))).isFalse();
    }
}
