package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Compression;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** gzip for the types that a route names. */
final class NginxCompression {
    private static final String HTML = "text/html";
    private static final String SCRIPT = "text/javascript";

    /** What RFC 9239 made obsolete and nginx's own table of types still says. */
    private static final String OLD_SCRIPT = "application/javascript";

    private NginxCompression() {}

    /** The directives of a route that compresses. */
    static List<Node> of(Rendering rendering, RouteScope route) {
        return route.route()
                .compression()
                .map(rule -> of(rendering, route, rule))
                .orElse(List.of());
    }

    private static List<Node> of(Rendering rendering, RouteScope route, Compression rule) {
        Set<String> types = new TreeSet<>();
        rule.types().forEach(type -> types.add(type.text()));
        if (types.contains(SCRIPT)) {
            types.add(OLD_SCRIPT);
        }
        if (!types.remove(HTML)) {
            rendering.refuse(
                    route.field("compression"),
                    "does not name text/html, which nginx compresses wherever it compresses anything; add it if its"
                            + " pages hold no secret, or leave compression out");
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("gzip", "on"));
        nodes.add(words("gzip_proxied", "any"));
        nodes.add(words("gzip_vary", "on"));
        if (!types.isEmpty()) {
            nodes.add(words("gzip_types", String.join(" ", types)));
        }
        return List.of(forField(route.field("compression"), nodes));
    }
}
