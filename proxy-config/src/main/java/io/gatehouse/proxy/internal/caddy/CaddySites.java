package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sites that differ in nothing but their names, so that one block serves them all. */
final class CaddySites {
    private CaddySites() {}

    /** The groups, in the order of their first sites. */
    static List<List<SiteScope>> alike(Rendering rendering, CaddyHeaders headers) {
        Map<Rules, List<SiteScope>> groups = new LinkedHashMap<>();
        for (SiteScope scope : rendering.sites()) {
            groups.computeIfAbsent(Rules.of(scope.site(), headers.snippet(scope)), none -> new ArrayList<>())
                    .add(scope);
        }
        return List.copyOf(groups.values());
    }

    private record Rules(
            TlsPolicy tls,
            List<CertificatePaths> certificates,
            Optional<ClientCertificates> clientCertificates,
            Set<HttpVersion> httpVersions,
            String headers,
            BodyLimit bodyLimit,
            List<Route> routes) {
        static Rules of(Site site, String headers) {
            return new Rules(
                    site.tls(),
                    site.certificates(),
                    site.clientCertificates(),
                    site.httpVersions(),
                    headers,
                    site.bodyLimit(),
                    site.routes());
        }
    }
}
