package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which requests the application gets, and what it is told. */
final class CaddyRoutes {
    private final ReverseProxy proxy;

    CaddyRoutes(ReverseProxy proxy) {
        this.proxy = proxy;
    }

    List<Node> nodes() {
        List<Node> matchers = new ArrayList<>();
        List<Node> inOrder = new ArrayList<>();
        List<Route> routes = proxy.routes();
        boolean catchAll = false;
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            String field = "routes[" + i + "]";
            List<Token> arguments = new ArrayList<>();
            if (route.path().text().equals("/")) {
                catchAll = true;
            } else {
                matchers.add(matcher("@route_" + (i + 1), route, field));
                arguments.add(Token.word("@route_" + (i + 1)));
            }
            arguments.add(Token.value(field + ".upstream", route.upstream().url()));
            inOrder.add(block("reverse_proxy", arguments, settings(route, field)));
        }
        if (!catchAll) {
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
        String port = proxy.httpsPort() == Scheme.HTTPS.defaultPort() ? "" : ":" + proxy.httpsPort();
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
        for (SecurityHeader header : SecurityHeader.of(proxy)) {
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
        for (Path trust : proxy.upstreamTrust().stream().toList()) {
            nodes.add(line("tls_trusted_ca_certs", Token.value("upstreamTrust", trust.toString())));
        }
        return block("transport", List.of(Token.word("http")), nodes);
    }
}
