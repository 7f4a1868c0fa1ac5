package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The short way to a proxy of one site: {@link ReverseProxy.Builder} and {@link Site.Builder} in one, for what most need.
 * Not thread-safe. A setter called twice keeps the last value.
 */
public final class OneSiteBuilder {
    private final ReverseProxy.Builder proxy;
    private final Site.Builder site;

    OneSiteBuilder(ReverseProxy.Builder proxy, Site.Builder site) {
        this.proxy = proxy;
        this.site = site;
    }

    /** What to offer in the handshake, and which certificates to show: one for each kind of key. Required. */
    public OneSiteBuilder tls(TlsPolicy policy, CertificatePaths... certificates) {
        site.tls(policy, certificates);
        return this;
    }

    /** Sends requests under a path to an upstream, such as {@code http://127.0.0.1:3000}. */
    public OneSiteBuilder route(String path, String upstream) {
        site.route(path, upstream);
        return this;
    }

    /** Lets requests under a path become WebSockets, to the upstream of the route around it. */
    public OneSiteBuilder webSocket(String path) {
        site.webSocket(path);
        return this;
    }

    /** Lets requests under a path become WebSockets, to an upstream of their own. */
    public OneSiteBuilder webSocket(String path, String upstream) {
        site.webSocket(path, upstream);
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

    /** Who answers ACME challenges over plain HTTP; by default nobody (404). */
    public OneSiteBuilder acme(AcmeChallenges challenges) {
        site.acme(challenges);
        return this;
    }

    /** Strict-Transport-Security; by default the guideline's age, for the host alone. */
    public OneSiteBuilder hsts(Hsts hsts) {
        site.hsts(hsts);
        return this;
    }

    /** Who may frame the pages; by default nobody. */
    public OneSiteBuilder framing(Framing framing) {
        site.framing(framing);
        return this;
    }

    /** What browsers tell other sites; by default the origin alone. */
    public OneSiteBuilder referrerPolicy(ReferrerPolicy policy) {
        site.referrerPolicy(policy);
        return this;
    }

    /** How long a WebSocket may stay silent before it is closed; by default one hour. */
    public OneSiteBuilder webSocketTimeout(Duration timeout) {
        site.webSocketTimeout(timeout);
        return this;
    }

    /** PEM trust anchors that an {@code https} upstream's certificate must lead to; required when there is one. */
    public OneSiteBuilder upstreamTrust(Path pem) {
        site.upstreamTrust(pem);
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
