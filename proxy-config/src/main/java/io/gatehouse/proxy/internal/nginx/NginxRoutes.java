package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.RouteTimeouts;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The locations of a site, and what they share. */
final class NginxRoutes {
    private static final ServerVersion PERMANENT_REDIRECT = new ServerVersion(1, 13, 0);
    private static final RouteTimeouts USUAL = RouteTimeouts.of(RouteKind.PLAIN);

    private final Rendering rendering;
    private final SiteScope scope;
    private final NginxShared shared;
    private final NginxNeeds needs;
    private final List<Node> nodes = new ArrayList<>();

    NginxRoutes(Rendering rendering, SiteScope scope, NginxShared shared, NginxNeeds needs) {
        this.rendering = rendering;
        this.scope = scope;
        this.shared = shared;
        this.needs = needs;
    }

    List<Node> nodes() {
        if (scope.site().bodyLimit().equals(BodyLimit.unlimited())) {
            nodes.add(comment("The application decides how large is too large."));
        }
        nodes.addAll(needs.limits().of(scope));
        nodes.add(by(Rule.COMPRESSION, words("gzip", "off")));
        if (asksApplications(scope)) {
            applications();
        }
        boolean catchAll = false;
        for (RouteScope route : scope.routes()) {
            catchAll |= route.takesTheRest();
            locations(route);
        }
        if (!catchAll) {
            nodes.add(blank());
            nodes.add(by(Rule.ROUTES, block("location", List.of(Token.word("/")), List.of(words("return", "404")))));
        }
        return nodes;
    }

    /** Whether any route has upstreams. */
    static boolean asksApplications(SiteScope scope) {
        return scope.site().routes().stream().anyMatch(route -> route.answer() instanceof Upstreams);
    }

    private void applications() {
        nodes.add(blank());
        nodes.add(comment("Bodies stream through in both directions."));
        nodes.add(by(
                Rule.STREAMING,
                words("proxy_http_version", "1.1"),
                words("proxy_request_buffering", "off"),
                words("proxy_buffering", "off")));
        nodes.add(forField(scope.field("routes"), timeouts(USUAL)));
        nodes.add(blank());
        nodes.add(comment(
                "What the application is told about the client; what the client says of itself is not passed on."));
        nodes.add(shared.headers().ofRequests(""));
        boolean https = scope.site().routes().stream()
                .anyMatch(route -> route.answer() instanceof Upstreams upstreams && upstreams.scheme() == Scheme.HTTPS);
        if (https) {
            nodes.add(blank());
            nodes.add(comment("An https upstream must prove its name."));
            nodes.add(by(
                    Rule.UPSTREAM_PROOF,
                    words("proxy_ssl_verify", "on"),
                    words("proxy_ssl_verify_depth", "4"),
                    words("proxy_ssl_server_name", "on"),
                    words("proxy_ssl_protocols", "TLSv1.2 TLSv1.3")));
        }
    }

    /** A prefix in whole segments is the path itself and everything below it: two locations, save for a folder. */
    private void locations(RouteScope route) {
        RoutePath path = route.route().path();
        if (route.route().answer() instanceof Redirect redirect && isGuarded(route)) {
            location(List.of(Token.word("@redirect_" + route.number())), redirect(route, redirect), route);
        }
        if (!path.isFolder()) {
            location(
                    List.of(Token.word("="), Token.value(route.field("path"), path.text())),
                    answer(route, true),
                    route);
        }
        location(List.of(Token.value(route.field("path"), path.below())), answer(route, false), route);
    }

    private void location(List<Token> where, List<Node> what, RouteScope route) {
        nodes.add(blank());
        nodes.add(forField(route.field("path"), List.of(block("location", where, what))));
    }

    private List<Node> answer(RouteScope route, boolean exact) {
        List<Node> inside = new ArrayList<>(needs.limits().of(route));
        inside.addAll(needs.users().of(route));
        if (route.route().answer() instanceof StaticFiles files) {
            inside.addAll(exact ? NginxFiles.folder(route, files) : NginxFiles.below(route, files));
        } else if (route.route().answer() instanceof Redirect redirect) {
            inside.addAll(
                    isGuarded(route)
                            ? List.of(line("try_files", Token.text(""), Token.word("@redirect_" + route.number())))
                            : redirect(route, redirect));
        } else {
            inside.addAll(pass(route));
        }
        inside.addAll(NginxCompression.of(rendering, route));
        return inside;
    }

    private List<Node> pass(RouteScope route) {
        List<Node> inside = new ArrayList<>(needs.upstreams().pass(route));
        Route asked = route.route();
        if (!asked.timeouts().equals(USUAL)) {
            inside.add(forField(route.field("timeouts"), timeouts(asked.timeouts())));
        }
        if (route.isWebSocket()) {
            inside.add(by(Rule.UPGRADES, words("proxy_set_header", "Upgrade $http_upgrade")));
            inside.add(shared.headers().ofRequests("upgrade"));
        }
        return inside;
    }

    private static List<Node> timeouts(RouteTimeouts timeouts) {
        String silence = timeouts.silence().toSeconds() + "s";
        return List.of(
                words("proxy_connect_timeout", timeouts.connect().toSeconds() + "s"),
                words("proxy_read_timeout", silence),
                words("proxy_send_timeout", silence));
    }

    /** nginx returns before it asks for passwords or counts requests, unless it returns from a location of its own. */
    private boolean isGuarded(RouteScope route) {
        return route.route().basicAuth().isPresent()
                || route.route().rateLimit().isPresent()
                || scope.site().rateLimit().isPresent();
    }

    private List<Node> redirect(RouteScope route, Redirect redirect) {
        if (redirect.status() == Redirect.Status.PERMANENT) {
            rendering.require(route.field("redirect.status"), "redirects with 308", PERMANENT_REDIRECT);
        }
        Token target = redirect.path()
                .map(path -> Token.value(
                        route.field("redirect.path"),
                        redirect.origin().map(Object::toString).orElse("") + path.text()))
                .orElseGet(() -> Token.word(redirect.origin().orElseThrow() + "$request_uri"));
        Node node = line("return", Token.word(redirect.status().code()), target);
        return List.of(forField(route.field("redirect"), List.of(node)));
    }
}
