package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.StaticFiles;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Files below a folder; both the location and the folder end in a slash, so that nothing beside the folder is reached. */
final class NginxFiles {
    private NginxFiles() {}

    /** What is below the route's path. */
    static List<Node> below(RouteScope route, StaticFiles files) {
        String root = files.root().toString();
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("alias", Token.value(route.field("files.root"), root.endsWith("/") ? root : root + "/")));
        if (files.fallback().isEmpty()) {
            nodes.add(words("index", files.index()));
        } else {
            nodes.add(line(
                    "try_files",
                    Token.word("$uri"),
                    Token.word("$uri/" + files.index()),
                    Token.value(
                            route.field("files.fallback"),
                            files.fallback().get().text().substring(1)),
                    Token.word("=404")));
        }
        return List.of(Node.forField(route.field("files"), nodes));
    }

    /** The route's path itself: nginx sends the client to the folder behind it. */
    static List<Node> folder(RouteScope route, StaticFiles files) {
        Token root = Token.value(route.field("files.root"), files.root().toString());
        return List.of(Node.forField(route.field("files"), List.of(line("alias", root))));
    }
}
