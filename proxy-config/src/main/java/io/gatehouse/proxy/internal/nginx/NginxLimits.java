package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.RateLimit;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much one client may send, and how often. */
final class NginxLimits {
    /** The part of a zone's key that stands for the site's own limit, for which no path can. */
    private static final String WHOLE_SITE = "";

    private final Rendering rendering;
    private final NginxShared shared;
    private final Map<String, Grammar.Printed> zones = new LinkedHashMap<>();

    NginxLimits(Rendering rendering, NginxShared shared) {
        this.rendering = rendering;
        this.shared = shared;
    }

    /** What holds where a route says nothing else. */
    List<Node> of(SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(body(scope.site().bodyLimit(), scope.field("bodyLimit")));
        scope.site().rateLimit().ifPresent(limit -> nodes.addAll(rate(limit, WHOLE_SITE, scope.field("rateLimit"))));
        return nodes;
    }

    /** What a route says itself. */
    List<Node> of(RouteScope route) {
        List<Node> nodes = new ArrayList<>();
        route.route().bodyLimit().ifPresent(limit -> nodes.add(body(limit, route.field("bodyLimit"))));
        route.route()
                .rateLimit()
                .ifPresent(
                        limit -> nodes.addAll(rate(limit, route.route().path().text(), route.field("rateLimit"))));
        return nodes;
    }

    /** The zones that count, by name, for all sites: the server's name is in the key, so that each counts for itself. */
    Map<String, Grammar.Printed> zones() {
        return zones;
    }

    private static Node body(BodyLimit limit, String field) {
        String bytes = Long.toString(limit.bytes().orElse(0));
        return forField(field, List.of(words("client_max_body_size", bytes)));
    }

    private List<Node> rate(RateLimit limit, String path, String field) {
        String rate = rate(limit, field);
        String name = shared.names().of("rate", rate + " " + path);
        zones.computeIfAbsent(name, some -> zone(name, rate, field));
        String burst = limit.burst() == 0 ? "" : " burst=" + limit.burst() + " nodelay";
        return List.of(
                forField(field, List.of(words("limit_req", "zone=" + name + burst), words("limit_req_status", "429"))));
    }

    private Grammar.Printed zone(String name, String rate, String field) {
        Node zone = words("limit_req_zone", "$binary_remote_addr$server_name zone=" + name + ":10m rate=" + rate);
        return shared.grammar().print(List.of(forField(field, List.of(zone))), rendering.problems());
    }

    private String rate(RateLimit limit, String field) {
        long seconds = limit.per().toSeconds();
        if (limit.requests() % seconds == 0) {
            return limit.requests() / seconds + "r/s";
        }
        long minute = Duration.ofMinutes(1).toSeconds();
        if (limit.requests() * minute % seconds == 0) {
            return limit.requests() * minute / seconds + "r/m";
        }
        rendering.refuse(
                field,
                limit.requests() + " in " + limit.per()
                        + " is neither a whole number a second nor a minute, which is all" + " that nginx counts in");
        return "1r/s";
    }
}
