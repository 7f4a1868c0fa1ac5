package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import java.util.List;

/**
 * The short way to a proxy of one site, from {@link ReverseProxy#forHosts}: the site's settings, and where to listen. What
 * else is the proxy's own, {@link ReverseProxy#builder()} takes. Not thread-safe.
 */
public final class OneSiteBuilder extends SiteSettings<OneSiteBuilder> {
    private final ReverseProxy.Builder proxy;

    OneSiteBuilder(ReverseProxy.Builder proxy, List<String> hosts) {
        super(hosts);
        this.proxy = proxy;
    }

    @Override
    OneSiteBuilder self() {
        return this;
    }

    /**
     * Adds a listener. Without any, the proxy listens on every address, ports 80 and 443; with one, exactly on those given,
     * so that leaving out plain HTTP turns it off.
     */
    public OneSiteBuilder listen(Listener listener) {
        proxy.listen(listener);
        return this;
    }

    /**
     * Checks everything and builds the proxy.
     *
     * @throws InvalidModelException with every problem found
     */
    public ReverseProxy build() {
        return proxy.build();
    }
}
