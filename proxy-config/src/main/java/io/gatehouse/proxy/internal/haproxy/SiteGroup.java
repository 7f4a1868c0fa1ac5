package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.RateLimit;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sites that differ in nothing but their names and certificates, so that they share their backends.
 *
 * @param name what the sections and maps call it
 * @param members the sites, in their order; at least one
 */
record SiteGroup(String name, List<SiteScope> members) {
    /** The groups of a rendering, in the order of their first sites. */
    static List<SiteGroup> of(Rendering rendering) {
        Map<Rules, List<SiteScope>> groups = new LinkedHashMap<>();
        for (SiteScope scope : rendering.sites()) {
            groups.computeIfAbsent(Rules.of(scope), none -> new ArrayList<>()).add(scope);
        }
        return groups.values().stream()
                .map(members -> new SiteGroup("site_" + members.get(0).number(), List.copyOf(members)))
                .toList();
    }

    /** The site whose rules are printed for all of them. */
    SiteScope first() {
        return members.get(0);
    }

    /** The site whose rules are printed for all of them. */
    Site site() {
        return first().site();
    }

    boolean speaks(HttpVersion version) {
        return site().httpVersions().contains(version);
    }

    /** Whom requests are counted for is one site, so sites with a rate limit never share. */
    private record Rules(
            List<Route> routes,
            List<SecurityHeader> headers,
            AcmeChallenges acme,
            Optional<ClientCertificates> clients,
            TlsPolicy tls,
            Set<HttpVersion> versions,
            BodyLimit bodyLimit,
            Optional<RateLimit> rateLimit,
            int countedAlone) {

        static Rules of(SiteScope scope) {
            Site site = scope.site();
            boolean counts = site.rateLimit().isPresent()
                    || site.routes().stream()
                            .anyMatch(route -> route.rateLimit().isPresent());
            return new Rules(
                    site.routes(),
                    SecurityHeader.of(site),
                    site.acme(),
                    site.clientCertificates(),
                    site.tls(),
                    site.httpVersions(),
                    site.bodyLimit(),
                    site.rateLimit(),
                    counts ? scope.number() : 0);
        }
    }
}
