package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
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
                matchers.add(matcher(name, route.route(), route.field()));
                arguments.add(Token.word(name));
            }
            arguments.add(Token.value(
                    route.field("upstream"), route.route().upstream().url()));
            inOrder.add(block("reverse_proxy", arguments, settings(route.route(), route.field())));
        }
        if (!scope.takesEverything()) {
            inOrder.add(words("respond", "404"));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("The first path that fits wins. X-Forwarded-For, -Proto and -Host are Caddy's own doing."));
        nodes.addAll(matchers);
        nodes.add(block("route", List.of(), inOrder));
        return nodes;
    }

    /** A prefix in whole segments is the path itself or what is below it. */
    private static Node matcher(String name, Route route, String field) {
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.word("path"));
        if (!route.path().isFolder()) {
            tokens.add(Token.value(field + ".path", route.path().text()));
        }
        tokens.add(Token.value(field + ".path", route.path().below() + "*"));
        return line(name, tokens);
    }

    private List<Node> settings(Route route, String field) {
        String port = rendering.portInLinks();
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("flush_interval", "-1"));
        nodes.add(words("header_up", "Host {host}" + port));
        nodes.add(words("header_up", "X-Forwarded-Host {host}" + port));
        nodes.add(words("header_up", "X-Real-IP {remote_host}"));
        nodes.add(words("header_up", "-Forwarded"));
        if (!route.webSocket()) {
            nodes.add(comment("No WebSocket here."));
            nodes.add(words("header_up", "-Upgrade"));
            nodes.add(words("header_up", "-Connection"));
        }
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            if (header.replaces()) {
                nodes.add(words("header_down", "-" + header.name()));
            }
        }
        if (route.upstream().scheme() == Scheme.HTTPS) {
            nodes.add(transport(route.upstream(), field + ".upstream"));
        }
        return nodes;
    }

    private Node transport(Upstream upstream, String field) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("tls_server_name", Token.value(field, upstream.host().text())));
        for (Path trust : scope.site().upstreamTrust().stream().toList()) {
            nodes.add(line("tls_trusted_ca_certs", Token.value(scope.field("upstreamTrust"), trust.toString())));
        }
        return block("transport", List.of(Token.word("http")), nodes);
    }
}
