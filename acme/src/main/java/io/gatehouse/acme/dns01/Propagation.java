package io.gatehouse.acme.dns01;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.stream.Stream;

/** Who must answer the TXT values before a CA is asked to look. Immutable. */
public final class Propagation {
    private static final Propagation AUTHORITATIVE = new Propagation(true, List.of());
    private static final Propagation UNCHECKED = new Propagation(false, List.of());

    private final boolean isChecked;
    private final List<Watched> named;

    private Propagation(boolean isChecked, List<Watched> named) {
        this.isChecked = isChecked;
        this.named = named;
    }

    /** Every authoritative server of the zone, each asked directly; the default. */
    public static Propagation onAuthoritativeServers() {
        return AUTHORITATIVE;
    }

    /**
     * Each of these recursive resolvers: where a firewall lets nobody ask the authoritative servers. A resolver that was
     * asked too early remembers for as long as the zone's SOA says that there was nothing; so name others than the
     * {@code resolver()}, which is asked for a CNAME of the record before it is written.
     *
     * @throws InvalidModelException if none is given
     */
    public static Propagation byResolvers(InetSocketAddress... resolvers) {
        if (resolvers.length == 0) {
            throw new InvalidModelException(
                    "Propagation", List.of(new Problem("byResolvers", "has none; give one, such as 192.0.2.53:53")));
        }
        return new Propagation(true, Stream.of(resolvers).map(Watched::resolver).toList());
    }

    /**
     * A resolver over HTTPS (RFC 8484): where DNS itself is let through to nobody.
     *
     * @param client makes the connections: its trust, proxy and connect timeout count
     * @param server such as {@code https://dns.example.org/dns-query}
     * @throws InvalidModelException if the address is not HTTPS
     */
    public static Propagation byDnsOverHttps(HttpClient client, URI server) {
        if (!"https".equalsIgnoreCase(server.getScheme())) {
            throw new InvalidModelException(
                    "Propagation",
                    List.of(new Problem("byDnsOverHttps", "is " + server + "; give an address with https://")));
        }
        return new Propagation(
                true, List.of(new Watched(server.toString(), List.of(new DnsOverHttps(client, server)))));
    }

    /**
     * Nobody: the CA looks at once, and an order fails where a server lags. For vendors that return only when a change is
     * everywhere.
     */
    public static Propagation unchecked() {
        return UNCHECKED;
    }

    boolean isChecked() {
        return isChecked;
    }

    /** Who is watched in place of a zone's own servers; empty for those themselves. */
    List<Watched> named() {
        return named;
    }
}
