package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.Compression;
import io.gatehouse.proxy.RoutePath;
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
import java.util.regex.Pattern;

/** What holds for one route alone: a section of its own, which hands nothing down to the routes below. */
final class ApacheSections {
    /** From here on a pattern is held against the path with double slashes folded, as a prefix always was. */
    private static final ServerVersion FOLDED_SLASHES = new ServerVersion(2, 4, 39);

    /** AuthName is an expression since 2.4.13. */
    private static final Pattern EXPANDED = Pattern.compile("%\\{|\\$[0-9]");

    private final Rendering rendering;
    private final SiteScope scope;
    private final RoutePatterns patterns;
    private final ApacheUsers users;

    ApacheSections(Rendering rendering, SiteScope scope, RoutePatterns patterns, ApacheUsers users) {
        this.rendering = rendering;
        this.scope = scope;
        this.patterns = patterns;
        this.users = users;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (RouteScope route : scope.routes()) {
            List<Node> content = content(route);
            if (!content.isEmpty()) {
                nodes.add(section(route, content));
            }
        }
        if (!nodes.isEmpty()) {
            nodes.add(0, comment("What holds for some paths alone."));
        }
        return nodes;
    }

    private Node section(RouteScope route, List<Node> content) {
        String field = route.field("path");
        if (!patterns.hasOthersBelow(route)) {
            return block(
                    "Location", List.of(Token.value(field, route.route().path().text())), content);
        }
        rendering.require(field, "LocationMatch that folds double slashes", FOLDED_SLASHES);
        return block("LocationMatch", List.of(Token.value(field, patterns.own(route))), content);
    }

    private List<Node> content(RouteScope route) {
        List<Node> content = new ArrayList<>();
        if (route.isWebSocket()) {
            content.add(forField(route.field("kind"), List.of(words("SetEnv", "gatehouse_websocket 1"))));
        }
        if (route.route().answer() instanceof Upstreams upstreams && upstreams.scheme() == Scheme.HTTPS) {
            content.add(by(Rule.UPSTREAM_PROOF, words("ProxyPreserveHost", "Off")));
            rendering.note(
                    "Apache checks an https upstream by the name that it also sends as Host: such an application finds"
                            + " the client's in X-Forwarded-Host, and one that does not prove its name is answered 500, not 502.");
        }
        route.route()
                .basicAuth()
                .ifPresent(auth -> content.add(forField(route.field("basicAuth"), basicAuth(route, auth))));
        if (route.route().answer() instanceof StaticFiles files) {
            content.addAll(files(route, files));
        }
        route.route().compression().ifPresent(rule -> content.add(compression(route, rule)));
        return content;
    }

    private List<Node> basicAuth(RouteScope route, BasicAuth auth) {
        if (EXPANDED.matcher(auth.realm()).find()) {
            rendering.refuse(
                    route.field("basicAuth.realm"),
                    "holds \"%{\" or \"$\" and a digit, which Apache expands in AuthName; choose another text");
        }
        return List.of(
                words("AuthType", "Basic"),
                line("AuthName", Token.value(route.field("basicAuth.realm"), auth.realm())),
                words("AuthBasicProvider", "file"),
                line("AuthUserFile", Token.text(users.file(route, auth))),
                words("Require", "valid-user"));
    }

    /** Whether a folder may be read is said of the folder, so that a server's own rules for files in it still hold. */
    private static List<Node> files(RouteScope route, StaticFiles files) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("DirectoryIndex", Token.value(route.field("files.index"), files.index())));
        files.fallback()
                .map(path -> route.route().path().below() + path.text().substring(1))
                .ifPresent(
                        path -> nodes.add(line("FallbackResource", Token.value(route.field("files.fallback"), path))));
        return nodes;
    }

    private static Node compression(RouteScope route, Compression rule) {
        List<Token> tokens = new ArrayList<>(List.of(Token.word("DEFLATE")));
        rule.types().forEach(type -> tokens.add(Token.value(route.field("compression.types"), type.text())));
        return line("AddOutputFilterByType", tokens);
    }

    /** The folder that a path stands for ends in a slash where the path does. */
    static Node alias(RouteScope route, StaticFiles files) {
        RoutePath path = route.route().path();
        return line(
                "Alias",
                Token.value(route.field("path"), path.text()),
                Token.value(route.field("files.root"), files.root() + (path.isFolder() ? "/" : "")));
    }
}
