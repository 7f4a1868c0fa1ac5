package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;
import java.util.SortedMap;
import java.util.TreeMap;

/** nginx: one file for inclusion in the {@code http} block; standalone, an {@code nginx.conf} that includes it. */
public final class NginxDialect implements ProxyDialect {
    static final String SITE = "site.conf";
    private static final String MAIN = "nginx.conf";

    private final Grammar grammar = new NginxGrammar();

    /** For {@link java.util.ServiceLoader}. */
    public NginxDialect() {}

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(1, 22, 1);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("nginx", proxy, target);
        SortedMap<String, String> files = new TreeMap<>();
        files.put(SITE, grammar.print(new NginxSites(rendering).nodes(), rendering.problems()));
        target.scratch()
                .ifPresent(scratch -> files.put(
                        MAIN, grammar.print(NginxStandalone.nodes(rendering, scratch), rendering.problems())));
        rendering.problems().throwIfAny("nginx configuration");
        return new RenderedConfig(target.scratch().isPresent() ? MAIN : SITE, files, rendering.notes());
    }
}
