package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A site that takes another's place is checked as all sites of a new proxy are. */
class ChangedSitesTest {
    private static final Map<String, Function<Site.Builder, Site.Builder>> CHANGES = Map.of(
            "sound", site -> site.route("/", "http://127.0.0.1:3001"),
            "to a listener", site -> site.route("/", "http://127.0.0.1:80"),
            "to its own name", site -> site.route("/", "http://b.example:80"),
            "to another's name", site -> site.route("/", "http://c.example:80"),
            "to a name of nobody", site -> site.route("/", "http://d.example:80"),
            "to itself", site -> site.route(Route.at("/").redirect(Redirect.toSite("https://b.example"))),
            "to another", site -> site.route(Route.at("/").redirect(Redirect.toSite("https://a.example"))),
            "by a solver that is a listener",
                    site -> site.acme(AcmeChallenges.handOver(Upstream.of("http://localhost:80")))
                            .route("/", "http://127.0.0.1:3001"),
            "preloaded",
                    site -> site.hsts(Hsts.of(Duration.ofDays(730))
                                    .withSubDomains()
                                    .withPreload())
                            .route("/", "http://127.0.0.1:3001"));

    @ParameterizedTest
    @CsvSource({
        "b.example,sound,",
        "b.example,to a listener,sites[1].routes[0].upstreams[0]",
        "b.example,to its own name,sites[1].routes[0].upstreams[0]",
        "b.example,to another's name,sites[1].routes[0].upstreams[0]",
        "b.example,to a name of nobody,",
        "b.example,to itself,sites[1].routes[0].redirect",
        "b.example,to another,",
        "b.example,by a solver that is a listener,sites[1].acme.handOver",
        "b.example,preloaded,sites[1].hsts.preload",
        "a.example,sound,sites[1].hosts[0]",
        "asked.example,sound,sites[2].routes[0].upstreams[0]",
        "d.example,sound,",
    })
    void findsWhatAWholeProxyFinds(String host, String change, String field) {
        boolean clear = !change.equals("preloaded");
        List<Site> sites = new ArrayList<>(List.of(
                site("a.example", one -> one.route("/", "http://127.0.0.1:3000")),
                site("b.example", one -> one.route("/", "http://127.0.0.1:3000")),
                site("c.example", one -> one.route("/", "http://asked.example:80"))));
        ReverseProxy proxy = proxy(clear, sites);
        sites.set(1, site(host, Objects.requireNonNull(CHANGES.get(change))));

        List<Problem> found = problems(() -> proxy.withSites(sites));

        assertThat(found).isEqualTo(problems(() -> proxy(clear, sites)));
        assertThat(found).extracting(Problem::field).isEqualTo(field == null ? List.of() : List.of(field));
    }

    private static List<Problem> problems(Runnable building) {
        try {
            building.run();
            return List.of();
        } catch (InvalidModelException refused) {
            return refused.problems();
        }
    }

    private static ReverseProxy proxy(boolean clear, List<Site> sites) {
        ReverseProxy.Builder proxy = ReverseProxy.builder().listen(Listener.https(443));
        if (clear) {
            proxy.listen(Listener.http(80));
        }
        sites.forEach(proxy::site);
        return proxy.build();
    }

    private static Site site(String host, Function<Site.Builder, Site.Builder> rules) {
        return rules.apply(Site.forHosts(host).tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls"))))
                .build();
    }
}
