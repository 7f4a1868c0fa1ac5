package io.gatehouse.proxy;

import io.gatehouse.core.spi.ProviderLookup;
import java.util.ServiceLoader;

/** The way to a server's language: {@code ProxyDialects.named("nginx").version("1.22.1").render(proxy)}. */
public final class ProxyDialects {
    private ProxyDialects() {}

    /**
     * The dialect of that name among those on the class or module path. {@code nginx}, {@code apache}, {@code haproxy},
     * {@code caddy} (a Caddyfile) and {@code caddy-json} come with this module.
     *
     * @throws io.gatehouse.core.spi.ProviderLookupException if there is none or more than one; it lists those found
     */
    public static ProxyRenderer named(String name) {
        return ProxyRenderer.of(ProviderLookup.byName(
                "proxy dialect", ServiceLoader.load(ProxyDialect.class), ProxyDialect::name, name));
    }
}
