package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Redirect;
import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who answers which requests of a site. Apache asks mod_rewrite first, then mod_proxy, then mod_alias. */
final class ApacheRoutes {
    private final Rendering rendering;
    private final SiteScope scope;
    private final List<RouteScope> routes;
    private final RoutePatterns patterns;
    private final ApacheSections sections;

    ApacheRoutes(Rendering rendering, SiteScope scope, ApacheUsers users) {
        this.rendering = rendering;
        this.scope = scope;
        this.routes = scope.routes();
        this.patterns = new RoutePatterns(routes);
        this.sections = new ApacheSections(rendering, scope, patterns, users);
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        if (routes.stream().anyMatch(route -> route.route().answer() instanceof Upstreams)) {
            nodes.addAll(ApacheHeaders.ofRequests(rendering));
            nodes.add(blank());
        }
        add(nodes, new ApacheUpstreamTls(rendering, scope).nodes());
        add(nodes, sections.nodes());
        add(nodes, rewrites());
        add(nodes, applications());
        add(nodes, files());
        nodes.addAll(theRest());
        if (nodes.get(nodes.size() - 1) instanceof Node.Blank) {
            nodes.remove(nodes.size() - 1);
        }
        return nodes;
    }

    private static void add(List<Node> nodes, List<Node> group) {
        if (!group.isEmpty()) {
            nodes.addAll(group);
            nodes.add(blank());
        }
    }

    private List<Node> rewrites() {
        List<Node> nodes = new ArrayList<>(new ApacheBodyLimits(rendering, scope, patterns).rules());
        for (RouteScope route : routes) {
            if (route.route().answer() instanceof Redirect redirect) {
                nodes.add(redirect(route, redirect));
            }
        }
        if (!nodes.isEmpty()) {
            nodes.add(0, comment("Bodies that are too large, and paths that lead elsewhere."));
            nodes.add(1, by(Rule.ROUTES, words("RewriteEngine", "On")));
        }
        return nodes;
    }

    private Node redirect(RouteScope route, Redirect redirect) {
        String site = redirect.origin()
                .map(Object::toString)
                .orElseGet(() -> "https://%{SERVER_NAME}" + rendering.portInLinks());
        String target = site + redirect.path().map(Object::toString).orElse("%{REQUEST_URI}");
        // A path of ours stands as it is and without the query; one that was asked for is escaped again.
        String flags = redirect.path().isPresent() ? ",NE,QSD]" : "]";
        return line(
                "RewriteRule",
                Token.value(route.field("path"), patterns.own(route)),
                Token.value(route.field("redirect"), target),
                Token.word("[END,R=" + redirect.status().code() + flags));
    }

    /**
     * Apache finds a worker by the longest URL that is a prefix, in whole segments or not, so that {@code /api/wsx} would
     * borrow the upgrade of {@code /api/ws}; that is why an upgrade needs the variable of a section as well.
     */
    private List<Node> applications() {
        List<Node> nodes = new ArrayList<>();
        List<Node> passes = new ArrayList<>();
        for (RouteScope route : routes) {
            if (route.route().answer() instanceof Upstreams) {
                ApacheUpstreams upstreams = new ApacheUpstreams(rendering, route);
                nodes.addAll(upstreams.balancer());
                passes.addAll(upstreams.passes());
            } else if (isWithinAnApplication(route)) {
                passes.add(line(
                        "ProxyPass",
                        Token.value(route.field("path"), route.route().path().text()),
                        Token.text("!")));
            }
        }
        if (passes.isEmpty()) {
            return List.of();
        }
        nodes.add(comment("The first path that fits wins. Bodies stream through in both directions."));
        nodes.add(by(Rule.ROUTES, words("AllowEncodedSlashes", "NoDecode")));
        nodes.addAll(passes);
        return nodes;
    }

    private boolean isWithinAnApplication(RouteScope route) {
        Optional<RouteScope> around = patterns.around(route);
        while (around.isPresent()) {
            if (around.get().route().answer() instanceof Upstreams) {
                return true;
            }
            around = patterns.around(around.get());
        }
        return false;
    }

    private List<Node> files() {
        List<Node> nodes = new ArrayList<>();
        Map<Path, RouteScope> roots = new LinkedHashMap<>();
        for (RouteScope route : routes) {
            if (route.route().answer() instanceof StaticFiles files) {
                nodes.add(ApacheSections.alias(route, files));
                roots.putIfAbsent(files.root(), route);
            }
        }
        if (!nodes.isEmpty()) {
            nodes.add(0, comment("Files; nothing in them changes these rules, and no folder is listed."));
        }
        roots.forEach((root, route) -> nodes.add(folder(root, route.field("files.root"))));
        return nodes;
    }

    private Node folder(Path root, String field) {
        if (root.toString().matches("(?s).*[*?\\[\\\\].*")) {
            rendering.refuse(field, "must hold none of * ? [ \\, which Apache reads as a pattern; choose another name");
        }
        return block(
                "Directory",
                List.of(Token.value(field, root.toString())),
                List.of(
                        words("AllowOverride", "None"),
                        words("Options", "-Indexes -ExecCGI -Includes"),
                        words("Require", "all granted")));
    }

    /** mod_alias redirects before it looks for files, so that the rest must not hold their paths. */
    private List<Node> theRest() {
        if (scope.takesEverything()) {
            return List.of();
        }
        List<RouteScope> withFiles = routes.stream()
                .filter(route -> route.route().answer() instanceof StaticFiles)
                .toList();
        Node rest = withFiles.isEmpty()
                ? line("Redirect", Token.word("404"), Token.text("/"))
                : line(
                        "RedirectMatch",
                        Token.word("404"),
                        Token.value(withFiles.get(0).field("path"), RoutePatterns.otherThan(withFiles)));
        return List.of(comment("All else is not here."), by(Rule.ROUTES, rest));
    }
}
