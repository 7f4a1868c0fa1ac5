package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.RouteTimeouts;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** One backend for each route, the ACME solver's, and one that answers 404. */
final class HaproxyBackends {
    private final Rendering rendering;
    private final HaproxySites sites;
    private final HaproxyLimits limits;
    private final HaproxyUpstreams upstreams;

    HaproxyBackends(Rendering rendering, HaproxySites sites, HaproxyLimits limits) {
        this.rendering = rendering;
        this.sites = sites;
        this.limits = limits;
        this.upstreams = new HaproxyUpstreams(rendering);
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (SiteGroup group : sites.groups()) {
            limits.table(group)
                    .ifPresent(table -> add(nodes, group.first().field("rateLimit"), sites.rateTable(group), table));
            for (RouteScope route : group.first().routes()) {
                add(nodes, route.field(), sites.backend(group, route), route(group, route));
            }
            if (!group.first().takesEverything() && !sites.haveTheSameHeaders()) {
                List<Node> notFound = notFound(HaproxyHeaders.of(rendering, group));
                add(nodes, group.first().field("routes"), sites.nobody(group), notFound);
            }
        }
        boolean unanswered = sites.areSeveral() || !sites.first().first().takesEverything();
        if (rendering.plainHttp()) {
            for (AcmeGroup group : sites.acmeGroups()) {
                if (group.acme() instanceof AcmeChallenges.HandOver handOver) {
                    add(nodes, group.field("acme"), sites.acmeBackend(group), List.of(solver(group, handOver)));
                } else {
                    unanswered = true;
                }
            }
        }
        if (unanswered) {
            nodes.add(by(Rule.ROUTES, blank(), backend(sites.nobody(), notFound(List.of()))));
        }
        return nodes;
    }

    private static Node solver(AcmeGroup group, AcmeChallenges.HandOver handOver) {
        return line(
                "server",
                Token.word("solver"),
                Token.value(group.field("acme.handOver"), handOver.solver().authority()));
    }

    private static List<Node> notFound(List<Node> headers) {
        List<Node> nodes = new ArrayList<>(headers);
        nodes.add(words("http-request", "return status 404"));
        return nodes;
    }

    private static void add(List<Node> nodes, String field, String name, List<Node> content) {
        nodes.add(blank());
        nodes.add(forField(field, List.of(backend(name, content))));
    }

    private static Node backend(String name, List<Node> content) {
        return block("backend", List.of(Token.word(name)), content);
    }

    private List<Node> route(SiteGroup group, RouteScope route) {
        List<Node> nodes = new ArrayList<>();
        if (!sites.haveTheSameHeaders()) {
            nodes.addAll(HaproxyHeaders.of(rendering, group));
        }
        nodes.addAll(limits.nodes(group, route));
        if (route.route().answer() instanceof Redirect redirect) {
            nodes.add(forField(route.field("redirect"), List.of(redirect(redirect))));
        } else if (route.route().answer() instanceof StaticFiles) {
            rendering.refuse(
                    route.field("files"),
                    "HAProxy serves no files; let a server behind it do so and give the route its address");
        } else {
            nodes.addAll(timeouts(route));
            if (!route.isWebSocket()) {
                nodes.add(comment("No WebSocket here."));
                nodes.add(by(Rule.UPGRADES, words("http-request", "del-header Upgrade")));
            }
            nodes.addAll(upstreams.nodes(group, route));
        }
        return nodes;
    }

    private static List<Node> timeouts(RouteScope route) {
        RouteTimeouts timeouts = route.route().timeouts();
        long connect = timeouts.connect().toSeconds();
        long silence = timeouts.silence().toSeconds();
        List<Node> nodes = new ArrayList<>();
        if (!timeouts.connect().equals(RouteTimeouts.DEFAULT_CONNECT)) {
            nodes.add(words("timeout", "connect " + connect + "s"));
        }
        if (route.isWebSocket()) {
            nodes.add(words("timeout", "tunnel " + silence + "s"));
        } else if (!timeouts.silence().equals(RouteKind.PLAIN.silence())) {
            nodes.add(words("timeout", "server " + silence + "s"));
        }
        return List.of(forField(route.field("timeouts"), nodes));
    }

    /** The host is one of the site's own by now. */
    private Node redirect(Redirect redirect) {
        String origin = redirect.origin()
                .map(there -> HaproxyHeaders.literal(there.toString()))
                .orElse("https://%[" + HaproxyNames.HOST + "]" + rendering.portInLinks());
        String path = redirect.path()
                .map(there -> HaproxyHeaders.literal(there.text()))
                .orElse("%[pathq]");
        return line(
                "http-request",
                Token.word("redirect"),
                Token.word("location"),
                Token.text(origin + path),
                Token.word("code"),
                Token.word(redirect.status().code()));
    }
}
