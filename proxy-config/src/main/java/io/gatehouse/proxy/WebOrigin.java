package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Objects;

/**
 * A web origin (RFC 6454): scheme, host and port, and nothing else.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a host name, {@code *.example.org} only where a Content-Security-Policy may name it, or an address
 * @param port 1 to 65535
 */
public record WebOrigin(Scheme scheme, Identifier host, int port) {
    /**
     * Checks host and port.
     *
     * @throws InvalidModelException if the host has an underscore or the port is out of range
     */
    public WebOrigin {
        Objects.requireNonNull(scheme, "scheme");
        if (host instanceof DomainName name && !name.isHostName()) {
            throw refused("host", "\"" + name + "\" has an underscore, which no host name has");
        }
        if (port < 1 || port > 65535) {
            throw refused("port", port + " is out of range; give 1 to 65535");
        }
    }

    /**
     * Reads {@code https://app.example.org}; the port is the scheme's own where it is left out.
     *
     * @throws InvalidModelException if it is anything but scheme, host and port
     */
    public static WebOrigin of(String url) {
        HostAndPort.Url parts = HostAndPort.read("WebOrigin", url);
        return new WebOrigin(parts.scheme(), parts.host(), parts.port());
    }

    /** Whether it stands for every host below a name. */
    public boolean isWildcard() {
        return host instanceof DomainName name && name.isWildcard();
    }

    /** {@code https://app.example.org}, the port only where it is not the scheme's own, no slash behind. */
    @Override
    public String toString() {
        String authority = HostAndPort.text(host, port);
        String shown = port == scheme.defaultPort() ? authority.substring(0, authority.lastIndexOf(':')) : authority;
        return scheme.text() + "://" + shown;
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("WebOrigin", List.of(new Problem(field, reason)));
    }
}
