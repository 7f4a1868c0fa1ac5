package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Printing only what is new gives what printing everything gives. */
class IncrementalRenderingTest {
    private static final int STEPS = 6;

    @Property(tries = 300)
    void nginx(@ForAll long seed) {
        givesTheSame(ProxyDialects.named("nginx").version("1.22.1"), new Random(seed));
    }

    @Property(tries = 300)
    void nginxWithFilesPerSite(@ForAll long seed) {
        givesTheSame(
                ProxyDialects.named("nginx")
                        .version("1.28.0")
                        .standalone(Path.of("/tmp/scratch"))
                        .filesPerSite(),
                new Random(seed));
    }

    /** With about as many server blocks as it takes for a certificate to stand with the default server. */
    @Property(tries = 15)
    void nginxWithManySites(@ForAll long seed) {
        Random random = new Random(seed);
        List<Site> sites = new ArrayList<>();
        int count = 98 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            sites.add(SitePool.ofItsOwn(i, "many" + i + ".example"));
        }
        givesTheSame(
                ProxyDialects.named("nginx").filesPerSite(),
                proxy(0, List.of("h0.example")).withSites(sites),
                random);
    }

    @Example
    void oneSiteChangedIsOneFileChanged() {
        ProxyRenderer renderer = ProxyDialects.named("nginx").filesPerSite();
        IncrementalRenderer incremental = renderer.incremental();
        ReverseProxy proxy = proxy(3, List.of("a.example", "b.example", "*.c.example"));
        RenderedConfig first = incremental.render(proxy);
        List<Site> sites = new ArrayList<>(proxy.sites());
        sites.set(1, SitePool.site(2, "b.example"));
        RenderedConfig second = incremental.render(proxy.withSites(sites));

        assertThat(first.files().keySet()).containsExactly("site.conf", "sites/a.example.conf");
        assertThat(second.files().keySet())
                .containsExactly("site.conf", "sites/a.example.conf", "sites/b.example.conf");
        assertThat(second.changedSince(first))
                .containsExactly("site.conf", "sites/a.example.conf", "sites/b.example.conf");
        sites.set(1, SitePool.site(1, "b.example"));
        RenderedConfig third = incremental.render(proxy.withSites(sites));
        assertThat(third.changedSince(second)).containsExactly("site.conf", "sites/b.example.conf");
        sites.set(1, SitePool.site(0, "b.example"));
        RenderedConfig fourth = incremental.render(proxy.withSites(sites));
        assertThat(fourth.changedSince(third)).containsExactly("sites/b.example.conf");
        sites.remove(1);
        assertThat(incremental.render(proxy.withSites(sites)).changedSince(fourth))
                .containsExactly("site.conf", "sites/b.example.conf");
    }

    @Example
    void dialectsThatPrintOneFileSaySo() {
        for (String dialect : List.of("haproxy", "caddy-json")) {
            ProxyRenderer renderer = ProxyDialects.named(dialect);
            assertThatThrownBy(renderer::filesPerSite)
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("filesPerSite")
                    .hasMessageContaining(dialect);
            assertThatThrownBy(renderer::incremental)
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("render(proxy) prints it whole");
        }
    }

    private static void givesTheSame(ProxyRenderer renderer, Random random) {
        givesTheSame(
                renderer, proxy(random.nextInt(SitePool.kinds() - 1), List.of("h0.example", "*.h1.example")), random);
    }

    private static void givesTheSame(ProxyRenderer renderer, ReverseProxy start, Random random) {
        IncrementalRenderer incremental = renderer.incremental();
        ReverseProxy proxy = start;
        for (int step = 0; step < STEPS; step++) {
            Object whole = outcome(renderer::render, proxy);
            assertThat(outcome(incremental, proxy)).isEqualTo(whole);
            Statistics.label("outcome").collect(whole instanceof RenderedConfig ? "printed" : "refused");
            proxy = random.nextInt(8) == 0 ? elsewhere(proxy, random) : changed(proxy, random);
        }
    }

    /** What was printed, or everything that was refused. */
    private static Object outcome(IncrementalRenderer renderer, ReverseProxy proxy) {
        try {
            return renderer.render(proxy);
        } catch (InvalidModelException refused) {
            return refused.problems();
        }
    }

    private static ReverseProxy proxy(int kind, List<String> hosts) {
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        hosts.forEach(host -> proxy.site(SitePool.site(kind, host)));
        return proxy.build();
    }

    /** The same sites on a proxy with other settings. */
    private static ReverseProxy elsewhere(ReverseProxy proxy, Random random) {
        ReverseProxy.Builder other = ReverseProxy.builder()
                .listen(Listener.https(8443 + random.nextInt(2)))
                .accessLog(random.nextBoolean() ? AccessLog.off() : AccessLog.syslog())
                .trustedProxies(random.nextBoolean() ? TrustedProxies.of("10.0.0.0/8") : TrustedProxies.none());
        proxy.sites().forEach(other::site);
        return other.build();
    }

    private static ReverseProxy changed(ReverseProxy proxy, Random random) {
        List<Site> sites = new ArrayList<>(proxy.sites());
        int place = random.nextInt(sites.size());
        switch (random.nextInt(4)) {
            case 0 -> sites.add(place, SitePool.site(random.nextInt(SitePool.kinds()), newHost(sites, random)));
            case 1 -> Collections.swap(sites, 0, place);
            case 2 -> {
                if (sites.size() > 1) {
                    sites.remove(place);
                }
            }
            default ->
                sites.set(
                        place,
                        SitePool.site(
                                random.nextInt(SitePool.kinds()),
                                sites.get(place).hosts().get(0).text()));
        }
        return proxy.withSites(sites);
    }

    private static String newHost(List<Site> sites, Random random) {
        SortedSet<String> taken = new TreeSet<>();
        sites.forEach(site -> taken.add(site.hosts().get(0).text()));
        String host = "h" + random.nextInt(20) + ".example";
        return taken.contains(host) ? "n" + random.nextInt(1_000_000) + ".example" : host;
    }
}
