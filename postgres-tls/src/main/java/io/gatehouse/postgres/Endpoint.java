package io.gatehouse.postgres;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import java.util.Optional;

/**
 * Where a server listens.
 *
 * @param host a DNS name or an IP address; it is also what the server's certificate must name
 * @param port 1 to 65535
 */
public record Endpoint(Identifier host, int port) {
    /** PostgreSQL's own port. */
    public static final int DEFAULT_PORT = 5432;

    static final int NO_PORT = 0;

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

    /** As {@link #of}, for text that no error may show. */
    static Optional<Endpoint> tryOf(String host, int port) {
        try {
            return Optional.of(of(host, port));
        } catch (InvalidNameException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As {@link #tryOf}, for a host as URLs have it: an IPv6 address in brackets, and nothing else. */
    static Optional<Endpoint> tryOfUrl(String host, int port) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return tryOf(bracketed ? host.substring(1, host.length() - 1) : host, port)
                .filter(read -> read.isV6() == bracketed);
    }

    /** The number that a text is, or {@link #NO_PORT}; no sign, no blanks. */
    static int portNumber(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i == 5) {
                return NO_PORT;
            }
            number = number * 10 + (c - '0');
        }
        return number >= 1 && number <= 65535 ? number : NO_PORT;
    }

    /** As in a URL: {@code db.example.org:5432}, {@code [::1]:5432}. */
    @Override
    public String toString() {
        String text = host.text();
        return (isV6() ? "[" + text + "]" : text) + ":" + port;
    }

    boolean isV6() {
        return host instanceof IpAddress ip && ip.isV6();
    }
}
