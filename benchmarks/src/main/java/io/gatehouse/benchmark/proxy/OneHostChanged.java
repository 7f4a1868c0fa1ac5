package io.gatehouse.benchmark.proxy;

import io.gatehouse.proxy.IncrementalRenderer;
import io.gatehouse.proxy.ProxyRenderer;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/** One host of many gets another upstream, again and again: until the files that differ are known, and until they are written. */
final class OneHostChanged {
    private static final int CHANGES = 200;

    private final ManyHosts hosts;
    private final IncrementalRenderer renderer;
    private final Path folder;
    private ReverseProxy proxy;
    private RenderedConfig config;

    OneHostChanged(ManyHosts hosts, ProxyRenderer renderer, Path folder) {
        this.hosts = hosts;
        this.renderer = renderer.incremental();
        this.folder = folder;
        this.proxy = hosts.proxy();
        this.config = this.renderer.render(proxy);
    }

    /** Measures and prints. */
    void measure(String dialect) {
        config.writeTo(folder);
        double[] known = new double[CHANGES];
        double[] written = new double[CHANGES];
        int touched = 0;
        for (int change = 0; change < CHANGES; change++) {
            int host = change * 7919 % hosts.count();
            long start = System.nanoTime();
            List<Site> sites = new ArrayList<>(proxy.sites());
            sites.set(
                    host,
                    hosts.site(host, "http://127.1.0.1:" + (4000 + change)).build());
            proxy = proxy.withSites(sites);
            RenderedConfig next = renderer.render(proxy);
            SortedSet<String> changed = next.changedSince(config);
            known[change] = (System.nanoTime() - start) / 1e6;
            start = System.nanoTime();
            next.writeTo(folder, config);
            written[change] = (System.nanoTime() - start) / 1e6;
            touched = Math.max(touched, changed.size());
            config = next;
        }
        System.out.printf(
                Locale.ROOT,
                "%-10s %-5s %7d %s %s %7d files%n",
                dialect,
                hosts.ownUpstream() ? "own" : "alike",
                hosts.count(),
                summary(known),
                summary(written),
                touched);
    }

    /** First, median, slowest of the second half. */
    private static String summary(double[] millis) {
        double first = millis[0];
        double[] warm = Arrays.copyOfRange(millis, millis.length / 2, millis.length);
        Arrays.sort(warm);
        Arrays.sort(millis);
        return String.format(
                Locale.ROOT,
                "%6.1f %6.1f %6.1f %6.1f ms",
                first,
                millis[millis.length / 2],
                millis[millis.length - 1],
                warm[warm.length - 1]);
    }
}
