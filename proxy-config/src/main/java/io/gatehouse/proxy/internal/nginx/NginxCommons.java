package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.printed;

import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands once for all server blocks that need it, by its name, in the order in which they first do.
 *
 * @param zones what counts requests
 * @param realms what browsers show, where nginx would read variables in it
 * @param groups upstreams
 */
record NginxCommons(
        Map<String, Grammar.Printed> zones, Map<String, Grammar.Printed> realms, Map<String, Grammar.Printed> groups) {
    /** Nothing yet. */
    NginxCommons() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Adds what is not here yet. */
    void add(NginxCommons more) {
        add(zones, more.zones);
        add(realms, more.realms);
        add(groups, more.groups);
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        if (!zones.isEmpty()) {
            nodes.add(blank());
            nodes.add(comment("How often one client may ask one site."));
            zones.values().forEach(zone -> nodes.add(printed(zone)));
        }
        if (!realms.isEmpty()) {
            nodes.add(blank());
            nodes.add(
                    comment("A dollar sign has no escape; nginx expands nothing here, and not what comes from here."));
            realms.values().forEach(realm -> nodes.add(printed(realm)));
        }
        for (Grammar.Printed group : groups.values()) {
            nodes.add(blank());
            nodes.add(printed(group));
        }
        return nodes;
    }

    /** Two things of one name would be a miracle, since names are digests, and must not become one. */
    private static void add(Map<String, Grammar.Printed> all, Map<String, Grammar.Printed> more) {
        more.forEach((name, lines) -> {
            Grammar.Printed earlier = all.putIfAbsent(name, lines);
            if (earlier != null && !earlier.text().equals(lines.text())) {
                throw new IllegalStateException(name + " stands for two things: " + earlier.text() + lines.text());
            }
        });
    }
}
