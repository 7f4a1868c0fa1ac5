package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.Upstream;
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
final class ApacheRoutes {
    /** From here on mod_proxy_http upgrades by itself; before, mod_proxy_wstunnel does. */
    static final ServerVersion UPGRADE = new ServerVersion(2, 4, 47);

    private final Rendering rendering;
    private final SiteScope scope;

    ApacheRoutes(Rendering rendering, SiteScope scope) {
        this.rendering = rendering;
        this.scope = scope;
    }

    /** The application's headers are in the table "onsuccess", those for every answer in "always". */
    static List<Node> responseHeaders(SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Token name = Token.word(header.name());
            List<Node> lines = new ArrayList<>();
            if (header.replaces()) {
                lines.add(line("Header", Token.word("onsuccess"), Token.word("unset"), name));
            }
            Token action = Token.word(header.replaces() ? "set" : "add");
            lines.add(line("Header", Token.word("always"), action, name, Token.text(header.value())));
            nodes.add(forField(scope.field(header.field()), lines));
        }
        return nodes;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment(
                "What the application is told about the client; what the client says of itself is not passed on."));
        String port = rendering.portInLinks();
        nodes.add(by(
                Rule.FORWARDED,
                words("ProxyPreserveHost", "On"),
                words("ProxyAddHeaders", "Off"),
                requestHeader("Host", "expr=%{SERVER_NAME}" + port),
                requestHeader("X-Real-IP", "expr=%{REMOTE_ADDR}"),
                requestHeader("X-Forwarded-For", "expr=%{REMOTE_ADDR}"),
                requestHeader("X-Forwarded-Proto", "https"),
                requestHeader("X-Forwarded-Host", "expr=%{SERVER_NAME}" + port),
                words("RequestHeader", "unset Forwarded")));
        nodes.add(by(Rule.UPGRADES, upgrades()));
        nodes.add(blank());
        nodes.add(comment("The first path that fits wins. Bodies stream through in both directions."));
        nodes.add(by(Rule.ROUTES, words("AllowEncodedSlashes", "NoDecode")));
        boolean catchAll = false;
        for (RouteScope route : scope.routes()) {
            catchAll |= route.takesTheRest();
            nodes.addAll(pass(route));
        }
        if (!catchAll) {
            nodes.add(by(Rule.ROUTES, line("Redirect", Token.word("404"), Token.text("/"))));
        }
        return nodes;
    }

    /**
     * Apache finds a worker by the longest URL that is a prefix, in whole segments or not, so that {@code /api/wsx} would
     * borrow the upgrade of {@code /api/ws}; a location compares whole segments.
     */
    private List<Node> upgrades() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(blank());
        nodes.add(comment("WebSockets pass here and nowhere else."));
        for (RouteScope route : scope.routes()) {
            if (route.isWebSocket()) {
                Token path =
                        Token.value(route.field("path"), route.route().path().text());
                nodes.add(block("Location", List.of(path), List.of(words("SetEnv", "gatehouse_websocket 1"))));
            }
        }
        nodes.add(words("RequestHeader", "unset Upgrade env=!gatehouse_websocket"));
        return nodes;
    }

    private static Node requestHeader(String name, String value) {
        return line("RequestHeader", Token.word("set"), Token.word(name), Token.text(value));
    }

    private List<Node> pass(RouteScope route) {
        Upstream upstream = route.upstreams().servers().get(0);
        String field = route.field("upstreams[0]");
        if (upstream.scheme() == Scheme.HTTPS) {
            rendering.refuse(
                    field,
                    "Apache checks an https upstream's certificate against the public host name when that name"
                            + " is passed on; use http on a trusted link, or another server");
        }
        String path = route.route().path().text();
        String url = upstream.url() + path;
        Token from = Token.value(route.field("path"), path);
        List<Node> nodes = new ArrayList<>();
        if (!route.isWebSocket()) {
            nodes.add(line("ProxyPass", from, Token.value(field, url), Token.word("flushpackets=on")));
            nodes.add(line("ProxyPassReverse", from, Token.value(field, url)));
            return nodes;
        }
        Token silence =
                Token.word("timeout=" + route.route().timeouts().silence().toSeconds());
        if (rendering.has(UPGRADE)) {
            nodes.add(line("ProxyPass", from, Token.value(field, url), Token.word("upgrade=websocket"), silence));
        } else {
            nodes.add(line("ProxyPass", from, Token.value(field, url.replaceFirst("^http", "ws")), silence));
        }
        return nodes;
    }
}
