package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Which requests the application gets, and what it is told. */
final class CaddyRoutes {
    private final Rendering rendering;
    private final SiteScope scope;

    CaddyRoutes(Rendering rendering, SiteScope scope) {
        this.rendering = rendering;
        this.scope = scope;
    }

    List<Node> nodes() {
        List<Node> matchers = new ArrayList<>();
        List<Node> inOrder = new ArrayList<>();
        for (RouteScope route : scope.routes()) {
            List<Token> arguments = new ArrayList<>();
            if (!route.takesTheRest()) {
                String name = "@route_" + route.number();
                matchers.add(matcher(name, route));
                arguments.add(Token.word(name));
            }
            Upstream upstream = route.upstreams().servers().get(0);
            arguments.add(Token.value(route.field("upstreams[0]"), upstream.url()));
            inOrder.add(block("reverse_proxy", arguments, settings(route, upstream)));
        }
        if (!scope.takesEverything()) {
            inOrder.add(by(Rule.ROUTES, words("respond", "404")));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("The first path that fits wins. X-Forwarded-For, -Proto and -Host are Caddy's own doing."));
        nodes.addAll(matchers);
        nodes.add(by(Rule.ROUTES, block("route", List.of(), inOrder)));
        return nodes;
    }

    /** A prefix in whole segments is the path itself or what is below it. */
    private static Node matcher(String name, RouteScope route) {
        RoutePath path = route.route().path();
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.word("path"));
        if (!path.isFolder()) {
            tokens.add(Token.value(route.field("path"), path.text()));
        }
        tokens.add(Token.value(route.field("path"), path.below() + "*"));
        return line(name, tokens);
    }

    private List<Node> settings(RouteScope route, Upstream upstream) {
        String port = rendering.portInLinks();
        List<Node> nodes = new ArrayList<>();
        nodes.add(by(Rule.STREAMING, words("flush_interval", "-1")));
        nodes.add(by(
                Rule.FORWARDED,
                words("header_up", "Host {host}" + port),
                words("header_up", "X-Forwarded-Host {host}" + port),
                words("header_up", "X-Real-IP {remote_host}"),
                words("header_up", "-Forwarded")));
        if (!route.isWebSocket()) {
            nodes.add(comment("No WebSocket here."));
            nodes.add(by(Rule.UPGRADES, words("header_up", "-Upgrade"), words("header_up", "-Connection")));
        }
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            if (header.replaces()) {
                nodes.add(forField(scope.field(header.field()), List.of(words("header_down", "-" + header.name()))));
            }
        }
        route.upstreams().tls().ifPresent(tls -> nodes.add(transport(route.field("upstreams.tls"), upstream, tls)));
        return nodes;
    }

    private static Node transport(String field, Upstream upstream, UpstreamTls tls) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("tls_server_name", Token.value(field + ".serverName", tls.nameFor(upstream))));
        tls.trust()
                .ifPresent(
                        pem -> nodes.add(line("tls_trusted_ca_certs", Token.value(field + ".trust", pem.toString()))));
        return block("transport", List.of(Token.word("http")), nodes);
    }
}
