package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** One backend for each route, the ACME solver's, and one that answers 404. */
final class HaproxyBackends {
    private final Rendering rendering;
    private final HaproxySites sites;

    HaproxyBackends(Rendering rendering, HaproxySites sites) {
        this.rendering = rendering;
        this.sites = sites;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (SiteScope scope : rendering.sites()) {
            for (RouteScope route : scope.routes()) {
                add(nodes, route.field(), sites.backend(scope, route), route(scope, route));
            }
            if (!scope.takesEverything() && !sites.haveTheSameHeaders()) {
                add(nodes, scope.field("routes"), sites.nobody(scope), notFound(HaproxySites.responseHeaders(scope)));
            }
        }
        boolean unanswered = sites.areSeveral() || !rendering.firstSite().takesEverything();
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

    private List<Node> route(SiteScope scope, RouteScope route) {
        List<Node> nodes = new ArrayList<>();
        if (!sites.haveTheSameHeaders()) {
            nodes.addAll(HaproxySites.responseHeaders(scope));
        }
        if (route.isWebSocket()) {
            nodes.add(words(
                    "timeout", "tunnel " + route.route().timeouts().silence().toSeconds() + "s"));
        } else {
            nodes.add(comment("No WebSocket here."));
            nodes.add(by(Rule.UPGRADES, words("http-request", "del-header Upgrade")));
        }
        nodes.add(server(route));
        return nodes;
    }

    private static Node server(RouteScope route) {
        Upstream upstream = route.upstreams().servers().get(0);
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.word("application"));
        tokens.add(Token.value(route.field("upstreams[0]"), upstream.authority()));
        route.upstreams().tls().ifPresent(tls -> tokens.addAll(proof(route.field("upstreams.tls"), upstream, tls)));
        return line("server", tokens);
    }

    private static List<Token> proof(String field, Upstream upstream, UpstreamTls tls) {
        String name = tls.nameFor(upstream);
        List<Token> tokens = new ArrayList<>();
        tokens.addAll(List.of(Token.word("ssl"), Token.word("verify"), Token.word("required")));
        tls.trust()
                .ifPresent(pem ->
                        tokens.addAll(List.of(Token.word("ca-file"), Token.value(field + ".trust", pem.toString()))));
        tokens.addAll(List.of(Token.word("sni"), Token.value(field + ".serverName", "str(" + name + ")")));
        tokens.addAll(List.of(Token.word("verifyhost"), Token.value(field + ".serverName", name)));
        tokens.addAll(List.of(Token.word("ssl-min-ver"), Token.word("TLSv1.2")));
        return tokens;
    }
}
