package io.gatehouse.proxy.internal;

import io.gatehouse.core.DomainName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order of sites for a server that takes the first one that fits, so that exact names win over wildcards and longer
 * wildcards over shorter ones, as the model promises.
 */
public final class MatchOrder {
    private MatchOrder() {}

    /** Orders the sites; a name that another site's wildcard would still take becomes a problem. */
    public static List<SiteScope> of(Rendering rendering) {
        List<SiteScope> sites = new ArrayList<>(rendering.sites());
        sites.sort(Comparator.comparingInt(MatchOrder::shortestWildcard).reversed());
        Map<DomainName, Integer> wildcards = new HashMap<>();
        for (int place = 0; place < sites.size(); place++) {
            for (DomainName host : sites.get(place).site().hosts()) {
                if (host.isWildcard()) {
                    wildcards.put(host.base(), place);
                }
            }
        }
        if (!wildcards.isEmpty()) {
            for (int place = 0; place < sites.size(); place++) {
                check(sites.get(place), place, wildcards, rendering.problems());
            }
        }
        return sites;
    }

    private static void check(SiteScope scope, int place, Map<DomainName, Integer> wildcards, Problems problems) {
        List<DomainName> hosts = scope.site().hosts();
        for (int i = 0; i < hosts.size(); i++) {
            Optional<DomainName> above = hosts.get(i).base().parent();
            while (above.isPresent()) {
                if (wildcards.getOrDefault(above.get(), place) < place) {
                    problems.add(
                            scope.field("hosts[" + i + "]"),
                            "would be taken by \"*." + above.get()
                                    + "\" of another site, which has to come first for its other names;"
                                    + " give that wildcard a site of its own");
                }
                above = above.get().parent();
            }
        }
    }

    private static int shortestWildcard(SiteScope scope) {
        return scope.site().hosts().stream()
                .filter(DomainName::isWildcard)
                .mapToInt(host -> host.text().length())
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
