package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.Site;
import java.util.List;
import java.util.Optional;

/**
 * What two sites must have in common to stand in one server block, for which nginx loads certificates once. The hash is
 * reckoned once, as a likeness is looked up with every rendering.
 */
final class NginxLikeness {
    private final List<Object> settings;
    private final int hash;

    private NginxLikeness(List<Object> settings) {
        this.settings = settings;
        this.hash = settings.hashCode();
    }

    /** Where requests are counted, which is done by server block, a site is like no other. */
    static NginxLikeness of(Site site) {
        boolean counts = site.rateLimit().isPresent()
                || site.routes().stream().anyMatch(route -> route.rateLimit().isPresent());
        return new NginxLikeness(List.<Object>of(
                site.tls(),
                site.certificates(),
                site.routes(),
                site.hsts(),
                site.headers(),
                site.clientCertificates(),
                site.httpVersions(),
                site.bodyLimit(),
                counts ? Optional.of(site) : Optional.empty()));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof NginxLikeness likeness
                        && hash == likeness.hash
                        && settings.equals(likeness.settings));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
