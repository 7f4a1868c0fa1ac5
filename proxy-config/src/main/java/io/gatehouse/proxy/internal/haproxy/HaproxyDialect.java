package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;

/** HAProxy: the whole {@code haproxy.cfg}; standalone, without the system user, the chroot and syslog. */
public final class HaproxyDialect implements ProxyDialect {
    private static final String MAIN = "haproxy.cfg";

    private final Grammar grammar = new HaproxyGrammar();

    /** For {@link java.util.ServiceLoader}. */
    public HaproxyDialect() {}

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(2, 6, 12);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("HAProxy", proxy, target);
        rendering.print(MAIN, grammar, new HaproxyConfig(rendering).nodes());
        return rendering.finish(MAIN);
    }
}
