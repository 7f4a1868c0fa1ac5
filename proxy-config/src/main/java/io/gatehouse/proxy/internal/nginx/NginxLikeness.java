package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.Site;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What two sites must have in common to stand in one server block, for which nginx loads certificates once. The hash is
 * reckoned once, as a likeness is looked up with every rendering.
 */
final class NginxLikeness {
    private final NginxHandshake handshake;
    private final List<Object> settings;
    private final int hash;

    private NginxLikeness(NginxHandshake handshake, List<Object> settings) {
        this.handshake = handshake;
        this.settings = settings;
        this.hash = 31 * handshake.hashCode() + settings.hashCode();
    }

    /** Where requests are counted, which is done by server block, a site is like no other. */
    static NginxLikeness of(Site site, @Nullable NginxHandshake usual) {
        boolean counts = site.rateLimit().isPresent()
                || site.routes().stream().anyMatch(route -> route.rateLimit().isPresent());
        return new NginxLikeness(
                NginxHandshake.of(site, usual),
                List.<Object>of(
                        site.routes(),
                        site.hsts(),
                        site.headers(),
                        site.httpVersions(),
                        site.bodyLimit(),
                        counts ? Optional.of(site) : Optional.empty()));
    }

    NginxHandshake handshake() {
        return handshake;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof NginxLikeness likeness
                        && hash == likeness.hash
                        && handshake.equals(likeness.handshake)
                        && settings.equals(likeness.settings));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
