package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.Hsts;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.SecurityHeaders;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two sites must have in common to stand in one server block, for which nginx loads certificates once.
 *
 * @param counted the site's number where requests are counted, which is done by server block; else empty
 */
record NginxLikeness(
        TlsPolicy tls,
        List<CertificatePaths> certificates,
        List<Route> routes,
        Hsts hsts,
        SecurityHeaders headers,
        Optional<ClientCertificates> clientCertificates,
        Set<HttpVersion> httpVersions,
        BodyLimit bodyLimit,
        Optional<Integer> counted) {
    /** The sites, those alike together, in the order of their first ones. */
    static List<List<SiteScope>> of(List<SiteScope> sites) {
        Map<NginxLikeness, List<SiteScope>> groups = new LinkedHashMap<>();
        for (SiteScope scope : sites) {
            groups.computeIfAbsent(of(scope), none -> new ArrayList<>()).add(scope);
        }
        return List.copyOf(groups.values());
    }

    private static NginxLikeness of(SiteScope scope) {
        Site site = scope.site();
        boolean counts = site.rateLimit().isPresent()
                || site.routes().stream().anyMatch(route -> route.rateLimit().isPresent());
        return new NginxLikeness(
                site.tls(),
                site.certificates(),
                site.routes(),
                site.hsts(),
                site.headers(),
                site.clientCertificates(),
                site.httpVersions(),
                site.bodyLimit(),
                counts ? Optional.of(scope.number()) : Optional.empty());
    }
}
