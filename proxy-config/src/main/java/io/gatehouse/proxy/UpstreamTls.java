package io.gatehouse.proxy;

import io.gatehouse.core.DomainName;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How an {@code https} upstream proves itself. There is no way to leave the proof out.
 *
 * @param trust PEM trust anchors that its certificate must lead to; empty for those of the system
 * @param serverName the name that is asked for and must be in the certificate; empty for the host in each upstream's URL
 */
public record UpstreamTls(Optional<Path> trust, Optional<DomainName> serverName) {
    /** Refuses nulls. */
    public UpstreamTls {
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(serverName, "serverName");
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
     * @throws io.gatehouse.core.InvalidNameException if it is no name
     */
    public UpstreamTls serverName(String name) {
        return new UpstreamTls(trust, Optional.of(DomainName.of(name)));
    }
}
