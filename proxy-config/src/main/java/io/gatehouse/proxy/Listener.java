package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the proxy listens.
 *
 * @param scheme what is spoken there
 * @param address the one address to listen on; empty for every IPv4 and IPv6 address of the machine
 * @param port 1 to 65535
 */
public record Listener(Scheme scheme, Optional<IpAddress> address, int port) {
    /**
     * Checks the port.
     *
     * @throws InvalidModelException if the port is out of range
     */
    public Listener {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(address, "address");
        if (port < 1 || port > 65535) {
            throw new InvalidModelException(
                    "Listener", List.of(new Problem("port", port + " is out of range; give 1 to 65535")));
        }
    }

    /** HTTPS on every address. */
    public static Listener https(int port) {
        return new Listener(Scheme.HTTPS, Optional.empty(), port);
    }

    /**
     * HTTPS on one address.
     *
     * @throws InvalidModelException if it is no IP address, or the port is out of range
     */
    public static Listener https(String address, int port) {
        return at(Scheme.HTTPS, address, port);
    }

    /** Plain HTTP on every address: for the redirect and the ACME challenge, never for the application. */
    public static Listener http(int port) {
        return new Listener(Scheme.HTTP, Optional.empty(), port);
    }

    /**
     * Plain HTTP on one address: for the redirect and the ACME challenge, never for the application.
     *
     * @throws InvalidModelException if it is no IP address, or the port is out of range
     */
    public static Listener http(String address, int port) {
        return at(Scheme.HTTP, address, port);
    }

    /** {@code address:port} with an IPv6 address in brackets, or empty when it listens everywhere. */
    public Optional<String> authority() {
        return address.map(one -> HostAndPort.text(one, port));
    }

    private static Listener at(Scheme scheme, String address, int port) {
        try {
            return new Listener(scheme, Optional.of(IpAddress.of(address)), port);
        } catch (InvalidNameException e) {
            throw new InvalidModelException(
                    "Listener", List.of(new Problem("address", String.valueOf(e.getMessage()))));
        }
    }
}
