package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** What the application is told, and which requests it gets. */
final class NginxRoutes {
    private final SiteScope scope;
    private final boolean usualPort;

    NginxRoutes(Rendering rendering, SiteScope scope) {
        this.scope = scope;
        this.usualPort = rendering.portInLinks().isEmpty();
    }

    /** On the server and never in a location, where one more {@code add_header} would discard these. */
    static List<Node> responseHeaders(SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Node node = line("add_header", Token.word(header.name()), Token.text(header.value()), Token.word("always"));
            nodes.add(forField(scope.field(header.field()), List.of(node)));
        }
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            if (header.replaces()) {
                nodes.add(forField(scope.field(header.field()), List.of(words("proxy_hide_header", header.name()))));
            }
        }
        return nodes;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("Bodies stream through in both directions; the application decides how large is too large."));
        nodes.add(forField(scope.field("bodyLimit"), List.of(words("client_max_body_size", "0"))));
        nodes.add(by(
                Rule.STREAMING,
                words("proxy_http_version", "1.1"),
                words("proxy_request_buffering", "off"),
                words("proxy_buffering", "off")));
        nodes.add(blank());
        nodes.add(comment(
                "What the application is told about the client; what the client says of itself is not passed on."));
        nodes.add(by(Rule.FORWARDED, requestHeaders("")));
        nodes.add(by(Rule.UPSTREAM_PROOF, upstreamTls()));
        boolean catchAll = false;
        for (RouteScope route : scope.routes()) {
            catchAll |= route.takesTheRest();
            nodes.addAll(locations(route));
        }
        if (!catchAll) {
            nodes.add(blank());
            nodes.add(by(Rule.ROUTES, block("location", List.of(Token.word("/")), List.of(words("return", "404")))));
        }
        return nodes;
    }

    /** A prefix in whole segments is the path itself and everything below it: two locations, save for a folder. */
    private List<Node> locations(RouteScope route) {
        RoutePath path = route.route().path();
        String field = route.field("path");
        List<Node> nodes = new ArrayList<>();
        if (!path.isFolder()) {
            nodes.add(blank());
            nodes.add(block("location", List.of(Token.word("="), Token.value(field, path.text())), pass(route)));
        }
        nodes.add(blank());
        nodes.add(block("location", List.of(Token.value(field, path.below())), pass(route)));
        return nodes;
    }

    private List<Node> pass(RouteScope route) {
        Upstream upstream = route.upstreams().servers().get(0);
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("proxy_pass", Token.value(route.field("upstreams[0]"), upstream.url())));
        route.upstreams().tls().ifPresent(tls -> nodes.addAll(proof(route, upstream, tls)));
        if (route.isWebSocket()) {
            String silence = route.route().timeouts().silence().toSeconds() + "s";
            nodes.add(forField(
                    route.field("timeouts"),
                    List.of(words("proxy_read_timeout", silence), words("proxy_send_timeout", silence))));
            nodes.add(by(Rule.UPGRADES, words("proxy_set_header", "Upgrade $http_upgrade")));
            nodes.add(by(Rule.FORWARDED, requestHeaders("upgrade")));
        }
        return nodes;
    }

    private static List<Node> proof(RouteScope route, Upstream upstream, UpstreamTls tls) {
        String field = route.field("upstreams.tls");
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("proxy_ssl_name", Token.value(field + ".serverName", tls.nameFor(upstream))));
        tls.trust()
                .ifPresent(pem -> nodes.add(
                        line("proxy_ssl_trusted_certificate", Token.value(field + ".trust", pem.toString()))));
        return nodes;
    }

    private List<Node> requestHeaders(String connection) {
        String host = usualPort ? "$host" : "$host:$server_port";
        return List.of(
                line("proxy_set_header", Token.word("Connection"), Token.text(connection)),
                words("proxy_set_header", "Host " + host),
                words("proxy_set_header", "X-Real-IP $remote_addr"),
                words("proxy_set_header", "X-Forwarded-For $remote_addr"),
                words("proxy_set_header", "X-Forwarded-Proto https"),
                words("proxy_set_header", "X-Forwarded-Host " + host),
                line("proxy_set_header", Token.word("Forwarded"), Token.text("")));
    }

    private List<Node> upstreamTls() {
        boolean any = scope.site().routes().stream()
                .anyMatch(route -> route.answer() instanceof Upstreams upstreams && upstreams.scheme() == Scheme.HTTPS);
        if (!any) {
            return List.of();
        }
        return List.of(
                blank(),
                comment("An https upstream must prove its name."),
                words("proxy_ssl_verify", "on"),
                words("proxy_ssl_verify_depth", "4"),
                words("proxy_ssl_server_name", "on"),
                words("proxy_ssl_protocols", "TLSv1.2 TLSv1.3"));
    }
}
