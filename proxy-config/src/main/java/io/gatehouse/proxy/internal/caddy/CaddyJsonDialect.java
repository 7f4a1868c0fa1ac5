package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Rendering;

/** Caddy in its own language, JSON: the whole configuration; standalone, without the administration port. */
public final class CaddyJsonDialect implements ProxyDialect {
    private static final String MAIN = "caddy.json";

    /** For {@link java.util.ServiceLoader}. */
    public CaddyJsonDialect() {}

    @Override
    public String name() {
        return "caddy-json";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(2, 6, 2);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("Caddy", proxy, target);
        CaddyJson json = new CaddyJson(rendering.problems());
        new CaddyConfig(rendering).print(json::add);
        rendering.add(MAIN, new JsonPrinter(rendering.problems()).print(json.finish(mayResume(rendering))));
        return rendering.finish(MAIN);
    }

    /** Before it knew better, Caddy let a session that one site's client had begun be resumed at another's. */
    private static boolean mayResume(Rendering rendering) {
        return rendering.has(CaddyVersions.NO_TICKETS_FOR_CLIENTS)
                || rendering.sites().stream()
                        .noneMatch(scope -> scope.site().clientCertificates().isPresent());
    }
}
