package io.gatehouse.postgres;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;

/**
 * Where a server listens.
 *
 * @param host a DNS name or an IP address; it is also what the server's certificate must name
 * @param port 1 to 65535
 */
public record Endpoint(Identifier host, int port) {
    /** PostgreSQL's own port. */
    public static final int DEFAULT_PORT = 5432;

    /**
     * A host with its port.
     *
     * @throws IllegalArgumentException for a port out of range, or a host that is a wildcard
     */
    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not one of 1 to 65535");
        }
        if (host instanceof DomainName name && name.isWildcard()) {
            throw new IllegalArgumentException("a wildcard is no host: " + name);
        }
    }

    /**
     * Reads a host.
     *
     * @param host a DNS name, an IPv4 address, or an IPv6 address without brackets
     * @param port 1 to 65535
     * @throws io.gatehouse.core.InvalidNameException if the host is neither name nor address
     */
    public static Endpoint of(String host, int port) {
        return new Endpoint(Identifier.parse(host), port);
    }

    /** As in a URL: {@code db.example.org:5432}, {@code [::1]:5432}. */
    @Override
    public String toString() {
        String text = host.text();
        return (host instanceof IpAddress ip && ip.isV6() ? "[" + text + "]" : text) + ":" + port;
    }
}
