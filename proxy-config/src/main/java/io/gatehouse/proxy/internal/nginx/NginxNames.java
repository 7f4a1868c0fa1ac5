package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.SiteFileName;

/**
 * Names for what all of an nginx shares: groups of upstreams, zones, log formats. They carry the first HTTPS listener where it
 * is not the usual one, so that the files of two models, which cannot have that in common, stand beside each other.
 */
final class NginxNames {
    /** Enough that no two of ten thousand are alike. */
    private static final int DIGITS = 12;

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

    /**
     * The name of something there are several of, made of what tells it from the others: a number would change whenever
     * another comes or goes.
     */
    String of(String what, String content) {
        return of(what) + "_" + SiteFileName.digest(content).substring(0, DIGITS);
    }
}
