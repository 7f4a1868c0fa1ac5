package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.PathPattern;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Which requests are answered by what. */
final class CaddyRoutes {
    private final Rendering rendering;
    private final SiteScope scope;
    private final CaddyOrigin origin;

    CaddyRoutes(Rendering rendering, SiteScope scope, CaddyOrigin origin) {
        this.rendering = rendering;
        this.scope = scope;
        this.origin = origin;
    }

    List<Node> nodes() {
        List<Node> matchers = new ArrayList<>();
        List<Node> inOrder = new ArrayList<>();
        for (RouteScope route : scope.routes()) {
            List<Token> matcher = new ArrayList<>();
            if (!route.takesTheRest()) {
                String name = "@route_" + route.number();
                matchers.add(matcher(name, route));
                matcher.add(Token.word(name));
            }
            inOrder.add(route(matcher, steps(route)));
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

    /** A single step has the matcher itself; several are enclosed, so that they stay in this order. */
    private static Node route(List<Token> matcher, List<Node> steps) {
        if (steps.size() == 1 && steps.get(0) instanceof Node.Directive only) {
            List<Token> arguments = new ArrayList<>(matcher);
            arguments.addAll(only.arguments());
            return new Node.Directive(only.name(), arguments, only.block());
        }
        return block("route", matcher, steps);
    }

    /** Caddy's own paths match in any case, and whatever dots and spaces a request has behind its path. */
    private static Node matcher(String name, RouteScope route) {
        String pattern = "^" + PathPattern.under(route.route().path());
        return line(name, Token.word("path_regexp"), Token.value(route.field("path"), pattern));
    }

    private List<Node> steps(RouteScope route) {
        List<Node> nodes = new ArrayList<>(new CaddyLimits(rendering, scope, route).nodes());
        if (route.route().answer() instanceof StaticFiles files) {
            nodes.addAll(files(route, files));
        } else if (route.route().answer() instanceof Redirect redirect) {
            nodes.add(redirect(route, redirect));
        } else {
            nodes.addAll(compression(route));
            nodes.addAll(new CaddyUpstreams(rendering, route, origin).nodes());
        }
        return nodes;
    }

    private static List<Node> files(RouteScope route, StaticFiles files) {
        String below = route.route().path().below();
        List<Node> nodes = new ArrayList<>();
        if (!route.takesTheRest()) {
            nodes.add(line(
                    "uri",
                    Token.word("strip_prefix"),
                    Token.value(route.field("path"), below.substring(0, below.length() - 1))));
        }
        nodes.add(line(
                "root",
                Token.word("*"),
                Token.value(route.field("files.root"), files.root().toString())));
        files.fallback()
                .ifPresent(fallback -> nodes.add(line(
                        "try_files",
                        Token.word("{path}"),
                        Token.text("{path}/" + files.index()),
                        Token.value(route.field("files.fallback"), fallback.text()))));
        nodes.addAll(compression(route));
        Node index = line("index", Token.value(route.field("files.index"), files.index()));
        nodes.add(block("file_server", List.of(), List.of(index)));
        return nodes;
    }

    /** Origins and paths are made of characters that mean nothing to Caddy. */
    private Node redirect(RouteScope route, Redirect redirect) {
        String origin = redirect.origin().map(Object::toString).orElse("https://{host}" + rendering.portInLinks());
        String path = redirect.path().map(RoutePath::text).orElse("{uri}");
        Token status = Token.word(redirect.status().code());
        return forField(route.field("redirect"), List.of(line("redir", Token.text(origin + path), status)));
    }

    /** Parameters, such as the character set, may follow a type. */
    private static List<Node> compression(RouteScope route) {
        return route.route().compression().stream()
                .map(compression -> {
                    List<Node> types = new ArrayList<>();
                    compression.types().forEach(type -> {
                        types.add(words("header", "Content-Type " + type));
                        types.add(line("header", Token.word("Content-Type"), Token.text(type + ";*")));
                    });
                    Node match = block("match", List.of(), types);
                    Node encode = block("encode", List.of(Token.word("gzip")), List.of(match));
                    return forField(route.field("compression"), List.of(encode));
                })
                .toList();
    }
}
