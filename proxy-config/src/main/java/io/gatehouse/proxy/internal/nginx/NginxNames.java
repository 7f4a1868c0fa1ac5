package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;

/**
 * Names for what all of an nginx shares: groups of upstreams, zones, log formats. They carry the first HTTPS listener where it
 * is not the usual one, so that the files of two models, which cannot have that in common, stand beside each other.
 */
final class NginxNames {
    private final String prefix;

    NginxNames(ReverseProxy proxy) {
        Listener listener = proxy.listeners(Scheme.HTTPS).get(0);
        boolean usual = listener.equals(Listener.https(Scheme.HTTPS.defaultPort()));
        this.prefix = usual
                ? "gatehouse"
                : "gatehouse_"
                        + listener.authority()
                                .orElse(Integer.toString(listener.port()))
                                .replaceAll("[^A-Za-z0-9]", "_");
    }

    /** The name of something there is one of. */
    String of(String what) {
        return prefix + "_" + what;
    }

    /** The name of something there are several of. */
    String of(String what, int number) {
        return of(what) + "_" + number;
    }
}
