package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server does something else than the others with the same model, it is said, and only there. */
class ServerNotesTest {
    private static final String NO_PROOF = "answered 500, not 502";
    private static final String ONE_LABEL = "stands for exactly one label";
    private static final String SILENCE = "the time of silence ends with the head";

    @Test
    void apacheSendsAnHttpsUpstreamItsOwnName() {
        Upstreams checked = Upstreams.of("https://app.internal.example").tls(UpstreamTls.systemTrust());

        assertThat(notes("apache", site -> site.route(Route.at("/").to(checked))))
                .anyMatch(note -> note.contains("X-Forwarded-Host") && note.contains(NO_PROOF));
        assertThat(notes("apache", site -> site.route("/", "http://127.0.0.1:3000")))
                .noneMatch(note -> note.contains(NO_PROOF));
    }

    @ParameterizedTest
    @ValueSource(strings = {"caddy", "caddy-json"})
    void caddyWaitsForTheRestOfAnAnswer(String dialect) {
        assertThat(notes(dialect, site -> site.route("/", "http://127.0.0.1:3000")))
                .anyMatch(note -> note.contains(SILENCE));
        assertThat(notes(
                        dialect,
                        site -> site.route(
                                Route.at("/").to("http://127.0.0.1:3000").events())))
                .noneMatch(note -> note.contains(SILENCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"caddy", "caddy-json"})
    void caddyTakesAWildcardForOneLabel(String dialect) {
        UnaryOperator<Site.Builder> route = site -> site.route("/", "http://127.0.0.1:3000");

        assertThat(notes(dialect, route, "www.example.org", "*.example.org"))
                .filteredOn(note -> note.contains(ONE_LABEL))
                .singleElement()
                .asString()
                .startsWith("*.example.org ");
        assertThat(notes(dialect, route)).noneMatch(note -> note.contains(ONE_LABEL));
    }

    private static List<String> notes(String dialect, UnaryOperator<Site.Builder> routes) {
        return notes(dialect, routes, "www.example.org");
    }

    private static List<String> notes(String dialect, UnaryOperator<Site.Builder> routes, String... hosts) {
        Site.Builder site = Site.forHosts(hosts).tls(TlsPolicy.intermediate(), SemaphoreCase.certificate());
        ReverseProxy proxy = ReverseProxy.builder().site(routes.apply(site)).build();
        return ProxyDialects.named(dialect).render(proxy).notes();
    }
}
