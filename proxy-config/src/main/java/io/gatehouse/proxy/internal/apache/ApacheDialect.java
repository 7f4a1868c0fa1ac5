package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;
import java.util.SortedMap;
import java.util.TreeMap;

/** Apache httpd: one file of virtual hosts; standalone, an {@code httpd.conf} that loads modules and includes it. */
public final class ApacheDialect implements ProxyDialect {
    static final String SITE = "site.conf";
    private static final String MAIN = "httpd.conf";

    private final Grammar grammar = new ApacheGrammar();

    /** For {@link java.util.ServiceLoader}. */
    public ApacheDialect() {}

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(2, 4, 57);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("Apache httpd", proxy, target);
        SortedMap<String, String> files = new TreeMap<>();
        files.put(SITE, grammar.print(new ApacheSites(rendering).nodes(), rendering.problems()));
        target.scratch()
                .ifPresent(scratch -> files.put(
                        MAIN, grammar.print(ApacheStandalone.nodes(rendering, scratch), rendering.problems())));
        rendering.problems().throwIfAny("Apache configuration");
        return new RenderedConfig(target.scratch().isPresent() ? MAIN : SITE, files, rendering.notes());
    }
}
