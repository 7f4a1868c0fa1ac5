package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.IncrementalRenderer;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the files of nginx, and keeps what it printed of a site for the next time. */
final class NginxPrinter implements IncrementalRenderer {
    private final RenderTarget target;
    private @Nullable NginxKept kept;

    NginxPrinter(RenderTarget target) {
        this.target = target;
    }

    @Override
    public synchronized RenderedConfig render(ReverseProxy proxy) {
        List<SiteScope> earlier = kept == null ? List.of() : kept.scopes();
        Rendering rendering = new Rendering("nginx", proxy, target, SiteScope.of(proxy, earlier));
        NginxShared shared = NginxShared.of(rendering);
        NginxSites sites = new NginxSites(rendering, shared, NginxKept.stillGood(kept, proxy, shared));
        sites.print();
        target.scratch()
                .ifPresent(scratch -> rendering.print(
                        NginxDialect.MAIN,
                        shared.grammar(),
                        List.of(Node.by(Rule.STANDALONE, NginxStandalone.nodes(rendering, scratch)))));
        RenderedConfig config = rendering.finish(target.scratch().isPresent() ? NginxDialect.MAIN : NginxDialect.SITE);
        kept = sites.kept(config);
        return config;
    }
}
