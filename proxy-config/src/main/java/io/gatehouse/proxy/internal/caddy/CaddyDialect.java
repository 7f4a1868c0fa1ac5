package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Rendering;

/** Caddy: the whole Caddyfile; standalone, without the administration port. */
public final class CaddyDialect implements ProxyDialect {
    private static final String MAIN = "Caddyfile";

    private final Grammar grammar = new CaddyfileGrammar();

    /** For {@link java.util.ServiceLoader}. */
    public CaddyDialect() {}

    @Override
    public String name() {
        return "caddy";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(2, 6, 2);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("Caddy", proxy, target);
        CaddyRefusals.findInCaddyfile(rendering);
        Grammar.Page page = grammar.page(rendering.problems());
        new CaddyConfig(rendering).print(page::add);
        rendering.add(MAIN, page.printed());
        return rendering.finish(MAIN);
    }
}
