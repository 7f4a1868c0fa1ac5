package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.IncrementalRenderer;
import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import java.util.Optional;

/**
 * nginx: one file for inclusion in the {@code http} block, which may include one for each site; standalone, an
 * {@code nginx.conf} that includes it.
 */
public final class NginxDialect implements ProxyDialect {
    static final String SITE = "site.conf";
    static final String MAIN = "nginx.conf";

    /** The folder of the sites' own files. */
    static final String SITES = "sites";

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
        return incremental(target).render(proxy);
    }

    @Override
    public Optional<String> refusalOfFilesPerSite() {
        return Optional.empty();
    }

    @Override
    public IncrementalRenderer incremental(RenderTarget target) {
        return new NginxPrinter(target);
    }
}
