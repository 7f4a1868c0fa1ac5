package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Objects;

/**
 * The application behind the proxy: scheme, host and port, and nothing else. A path would rewrite requests and a user
 * name would put a secret into the file, so neither exists here.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a host name or an IP address; a host name for {@code https}, since the certificate is checked against it
 * @param port 1 to 65535
 */
public record Upstream(Scheme scheme, Identifier host, int port) {
    /**
     * Checks host and port.
     *
     * @throws InvalidModelException with every problem found
     */
    public Upstream {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(host, "host");
        if (host instanceof DomainName name && (name.isWildcard() || !name.isHostName())) {
            throw refused("host", "\"" + name + "\" is no host name; give the one host to connect to");
        }
        if (scheme == Scheme.HTTPS && host instanceof IpAddress) {
            throw refused(
                    "host",
                    "\"" + host.text() + "\" is an address; an https upstream needs the host name in its certificate");
        }
        if (port < 1 || port > 65535) {
            throw refused("port", port + " is out of range; give 1 to 65535");
        }
    }

    /**
     * Reads {@code http://127.0.0.1:3000}; the port is the scheme's own where it is left out.
     *
     * @throws InvalidModelException if it is anything but scheme, host and port
     */
    public static Upstream of(String url) {
        HostAndPort.Url parts = HostAndPort.read("Upstream", url);
        return new Upstream(parts.scheme(), parts.host(), parts.port());
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String authority() {
        return HostAndPort.text(host, port);
    }

    /** {@code http://host:port}, with no slash behind. */
    public String url() {
        return scheme.text() + "://" + authority();
    }

    /** The URL. */
    @Override
    public String toString() {
        return url();
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("Upstream", List.of(new Problem(field, reason)));
    }
}
