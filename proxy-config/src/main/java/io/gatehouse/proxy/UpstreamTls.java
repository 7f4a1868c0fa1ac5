package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an {@code https} upstream proves itself. There is no way to leave the proof out.
 *
 * @param trust PEM trust anchors that its certificate must lead to; empty for those of the system
 * @param serverName the name that is asked for and must be in the certificate; empty for the host in each upstream's URL
 */
public record UpstreamTls(Optional<Path> trust, Optional<DomainName> serverName) {
    /**
     * Checks the name.
     *
     * @throws InvalidModelException if no single host can have it
     */
    public UpstreamTls {
        Objects.requireNonNull(trust, "trust");
        if (serverName.filter(name -> name.isWildcard() || !name.isHostName()).isPresent()) {
            throw refused("\"" + serverName.get() + "\" is no host name; give the one name in the certificate");
        }
    }

    /** Anchors of one's own. */
    public static UpstreamTls trust(Path pem) {
        return new UpstreamTls(Optional.of(pem), Optional.empty());
    }

    /** The anchors that the proxy's machine trusts. */
    public static UpstreamTls systemTrust() {
        return new UpstreamTls(Optional.empty(), Optional.empty());
    }

    /** The name that an upstream's certificate must hold. */
    public String nameFor(Upstream upstream) {
        return serverName.map(DomainName::text).orElseGet(() -> upstream.host().text());
    }

    /**
     * The same, with the name that the certificate must hold.
     *
     * @throws InvalidModelException if it is no name of a host
     */
    public UpstreamTls serverName(String name) {
        try {
            return new UpstreamTls(trust, Optional.of(DomainName.of(name)));
        } catch (InvalidNameException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static InvalidModelException refused(String reason) {
        return new InvalidModelException("UpstreamTls", List.of(new Problem("serverName", reason)));
    }
}
