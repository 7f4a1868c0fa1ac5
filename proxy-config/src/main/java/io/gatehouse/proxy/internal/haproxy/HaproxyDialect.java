package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;

/** HAProxy: the whole {@code haproxy.cfg}, and maps and lists beside it; standalone, without the system user, the chroot and syslog. */
public final class HaproxyDialect implements ProxyDialect {
    private static final String MAIN = "haproxy.cfg";

    private final Grammar grammar = new HaproxyGrammar();
    private final Grammar lists = new HaproxyListGrammar();

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
        HaproxyConfig config = new HaproxyConfig(rendering);
        rendering.print(MAIN, grammar, config.nodes());
        config.lists().forEach((file, entries) -> rendering.print(file, lists, entries));
        return rendering.finish(MAIN);
    }
}
