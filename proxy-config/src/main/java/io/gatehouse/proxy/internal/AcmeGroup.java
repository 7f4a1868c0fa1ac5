package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.AcmeChallenges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sites whose challenges are answered alike, so that plain HTTP, where nothing else differs, is printed once for all.
 *
 * @param acme who answers
 * @param sites for which sites, in their order; at least one
 */
public record AcmeGroup(AcmeChallenges acme, List<SiteScope> sites) {
    /** The groups of a rendering, in the order of their first sites. */
    public static List<AcmeGroup> of(Rendering rendering) {
        Map<AcmeChallenges, List<SiteScope>> groups = new LinkedHashMap<>();
        for (SiteScope scope : rendering.sites()) {
            groups.computeIfAbsent(scope.site().acme(), none -> new ArrayList<>())
                    .add(scope);
        }
        return groups.entrySet().stream()
                .map(group -> new AcmeGroup(group.getKey(), List.copyOf(group.getValue())))
                .toList();
    }

    /** A field's name in the first of the sites. */
    public String field(String name) {
        return sites.get(0).field(name);
    }
}
