package io.gatehouse.benchmark.proxy;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import java.util.function.IntFunction;

/**
 * The proxy that is measured: so many hosts, each with a route and a WebSocket beneath it.
 *
 * @param count how many
 * @param ownUpstream whether each has an application of its own; otherwise they differ in their names alone
 * @param port where it listens
 * @param certificate the certificate of a host
 */
record ManyHosts(int count, boolean ownUpstream, int port, IntFunction<CertificatePaths> certificate) {
    ReverseProxy proxy() {
        ReverseProxy.Builder proxy = ReverseProxy.builder().listen(Listener.https("127.0.0.1", port));
        for (int host = 0; host < count; host++) {
            proxy.site(site(host, upstream(host)));
        }
        return proxy.build();
    }

    Site.Builder site(int host, String upstream) {
        return Site.forHosts("host-" + host + ".example")
                .tls(TlsPolicy.intermediate(), certificate.apply(host))
                .route("/", upstream)
                .webSocket("/ws");
    }

    private String upstream(int host) {
        return "http://127.0." + (ownUpstream ? host / 250 + "." + (host % 250 + 1) : "0.1") + ":3000";
    }
}
