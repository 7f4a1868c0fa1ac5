package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which names head which block. Caddy puts the block with the longest name first, so that a wildcard beside a long name
 * could take what is another block's: such a wildcard gets a block of its own.
 */
final class CaddyAddresses {
    private final Scheme scheme;
    private final int port;
    private final Map<DomainName, Set<Integer>> groupsBelow = new HashMap<>();

    CaddyAddresses(Scheme scheme, int port, List<List<SiteScope>> groups) {
        this.scheme = scheme;
        this.port = port;
        for (int group = 0; group < groups.size(); group++) {
            for (SiteScope scope : groups.get(group)) {
                for (DomainName host : scope.site().hosts()) {
                    if (!host.isWildcard() && host.parent().isPresent()) {
                        groupsBelow
                                .computeIfAbsent(host.parent().get(), none -> new HashSet<>())
                                .add(group);
                    }
                }
            }
        }
    }

    /** The blocks' heads for one group of sites: one in all but the rarest cases, then those of wildcards by themselves. */
    List<List<Token>> of(int group, List<SiteScope> sites) {
        List<List<Token>> blocks = new ArrayList<>(List.of(new ArrayList<>()));
        for (SiteScope scope : sites) {
            List<DomainName> hosts = scope.site().hosts();
            for (int i = 0; i < hosts.size(); i++) {
                DomainName host = hosts.get(i);
                Token address =
                        Token.value(scope.field("hosts[" + i + "]"), scheme.text() + "://" + host.text() + ":" + port);
                if (host.isWildcard() && othersLieBelow(host, group)) {
                    blocks.add(List.of(address));
                } else {
                    blocks.get(0).add(address);
                }
            }
        }
        if (blocks.get(0).isEmpty()) {
            blocks.remove(0);
        }
        return blocks;
    }

    private boolean othersLieBelow(DomainName wildcard, int group) {
        return groupsBelow.getOrDefault(wildcard.base(), Set.of()).stream().anyMatch(other -> other != group);
    }
}
