package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
    @Test
    void eachKindHasTheSilenceThatFitsIt() {
        Site site = site(
                Route.at("/").to("http://127.0.0.1:3000"),
                Route.at("/ws").webSocket(),
                Route.at("/events").events().silence(Duration.ofHours(2)));

        assertThat(site.routes())
                .extracting(route -> route.timeouts().silence())
                .containsExactly(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2));
        assertThat(site.routes()).extracting(Route::answer).containsOnly(Upstreams.of("http://127.0.0.1:3000"));
    }

    @Test
    void borrowsFromTheClosestRouteThatHasUpstreams() {
        Site site = site(
                Route.at("/").to("http://127.0.0.1:1"),
                Route.at("/a/").to("http://127.0.0.1:2"),
                Route.at("/a/files").files(Path.of("/srv")),
                Route.at("/a/files/ws").webSocket(),
                Route.at("/a/b").events());

        assertThat(site.routes().get(3).answer()).isEqualTo(Upstreams.of("http://127.0.0.1:2"));
    }

    @Test
    void refusesRoutesThatTakeTheSame() {
        assertRefused(
                () -> site(
                        Route.at("/a").to("http://127.0.0.1:1"),
                        Route.at("/a/").to("http://127.0.0.1:2"),
                        Route.at("/a").files(Path.of("/srv"))),
                "routes[1].path",
                "routes[2].path");
    }

    @Test
    void refusesContradictions() {
        assertRefused(
                () -> site(
                        Route.at("/a").files(Path.of("/srv")).webSocket(),
                        Route.at("/b").redirect(Redirect.toPath("/c")).compression(Compression.ofTexts()),
                        Route.at("/d").to("http://127.0.0.1:1").compression(Compression.ofTexts()),
                        Route.at("/e")
                                .to("http://127.0.0.1:1")
                                .events()
                                .compression(Compression.ofTexts().carryingNoSecrets()),
                        Route.at("/f").files(Path.of("relative")),
                        Route.at("/g").to("http://127.0.0.1:1").silence(Duration.ofMillis(1)),
                        Route.at("/h").to("https://a.example").to("https://a.example"),
                        Route.at("/i"),
                        Route.at("/j").to("http://127.0.0.1:1", "http://127.0.0.1:1", "https://a.example")),
                "routes[8].upstreams.servers",
                "routes[8].upstreams.servers",
                "routes[0].kind",
                "routes[1].compression",
                "routes[2].compression",
                "routes[3].compression",
                "routes[5].silence",
                "routes[6].upstreams.tls",
                "routes[7].upstreams",
                "routes[4].files.root");
        assertThatThrownBy(() -> site(Route.at("/d").to("http://127.0.0.1:1").compression(Compression.ofTexts())))
                .hasMessageContaining("BREACH");
    }

    @Test
    void refusesWhatLeadsBackToTheProxy() {
        for (String url : List.of(
                "http://127.0.0.1:80",
                "http://localhost",
                "http://[::1]:80",
                "http://127.1.2.3:443",
                "https://a.example",
                "http://a.example")) {
            assertRefused(
                    () -> proxy(Route.at("/")
                                    .to(Upstreams.of(url).servers().get(0).url()))
                            .build(),
                    "sites[0].routes[0].upstreams[0]");
        }
        assertRefused(
                () -> proxy(Route.at("/").to("http://10.0.0.1:8080"))
                        .listen(Listener.http("10.0.0.1", 8080))
                        .listen(Listener.https("10.0.0.1", 8443))
                        .build(),
                "sites[0].routes[0].upstreams[0]");
        assertThat(proxy(Route.at("/").to("http://127.0.0.1:8080"))
                        .listen(Listener.https("10.0.0.1", 8080))
                        .build()
                        .sites())
                .hasSize(1);
    }

    @Test
    void refusesRedirectsToThemselves() {
        assertRefused(
                () -> proxy(Route.at("/a").redirect(Redirect.toPath("/a/b"))).build(), "sites[0].routes[0].redirect");
        assertRefused(
                () -> proxy(Route.at("/").redirect(Redirect.toSite("https://a.example")))
                        .build(),
                "sites[0].routes[0].redirect");
        assertThat(proxy(
                                Route.at("/a").redirect(Redirect.toPath("/a/b")),
                                Route.at("/a/b").to("http://127.0.0.1:1"),
                                Route.at("/c").redirect(Redirect.toSite("https://b.example")))
                        .build()
                        .sites())
                .hasSize(1);
    }

    @Test
    void aRedirectLeadsSomewhere() {
        assertRefused(() -> Redirect.toSite("https://*.example.org"), "origin");
        assertRefused(() -> Redirect.toSite("https://example.org/path"), "url");
        assertRefused(() -> Redirect.toPath("//example.org"), "path");
        Redirect redirect =
                Redirect.toSite("https://a.example:8443").path("/new").status(Redirect.Status.FOUND);
        assertThat(redirect.status().code()).isEqualTo(302);
        assertThat(redirect.origin().orElseThrow()).hasToString("https://a.example:8443");
        assertThat(WebOrigin.of("http://[2001:db8::1]")).hasToString("http://[2001:db8::1]");
    }

    @Test
    void filesHavePlainNames() {
        assertRefused(() -> StaticFiles.in(Path.of("/srv")).index("../x"), "index");
        assertRefused(() -> StaticFiles.in(Path.of("/srv")).fallback("/app/"), "fallback");
        assertRefused(() -> StaticFiles.in(Path.of("/srv")).fallback("app"), "path");
    }

    private static Site site(Route.Builder... routes) {
        return builder(routes).build();
    }

    private static ReverseProxy.Builder proxy(Route.Builder... routes) {
        return ReverseProxy.builder().site(builder(routes).upstreamTrust(Path.of("/etc/tls/ca.pem")));
    }

    private static Site.Builder builder(Route.Builder... routes) {
        Site.Builder builder = Site.forHosts("a.example").tls(TlsPolicy.modern(), SemaphoreCase.certificate());
        List.of(routes).forEach(builder::route);
        return builder;
    }
}
