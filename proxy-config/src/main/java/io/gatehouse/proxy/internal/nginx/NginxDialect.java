package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import java.util.List;

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
        NginxSites sites = new NginxSites(rendering);
        rendering.print(SITE, grammar, sites.nodes());
        sites.printUsers();
        target.scratch()
                .ifPresent(scratch -> rendering.print(
                        MAIN, grammar, List.of(Node.by(Rule.STANDALONE, NginxStandalone.nodes(rendering, scratch)))));
        return rendering.finish(target.scratch().isPresent() ? MAIN : SITE);
    }
}
