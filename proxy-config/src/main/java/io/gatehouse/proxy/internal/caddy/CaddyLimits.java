package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Who may pass a route, and with how large a body. */
final class CaddyLimits {
    private final Rendering rendering;
    private final SiteScope scope;
    private final RouteScope route;

    CaddyLimits(Rendering rendering, SiteScope scope, RouteScope route) {
        this.rendering = rendering;
        this.scope = scope;
        this.route = route;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        route.route().basicAuth().ifPresent(auth -> nodes.add(basicAuth(auth)));
        OptionalLong most =
                route.route().bodyLimit().orElse(scope.site().bodyLimit()).bytes();
        most.ifPresent(bytes -> nodes.add(forField(limitField(), bodyLimit(bytes))));
        return nodes;
    }

    private String limitField() {
        return route.route().bodyLimit().isPresent() ? route.field("bodyLimit") : scope.field("bodyLimit");
    }

    private Node basicAuth(BasicAuth auth) {
        rendering.note(
                "The file holds password hashes, which can be tried against guesses, and has mode 0640: give it the group"
                        + " that Caddy runs as (caddy in its packages), which it keeps when it is written again.");
        rendering.confidentialEntry();
        List<Node> users = new ArrayList<>();
        for (int i = 0; i < auth.users().size(); i++) {
            BasicAuth.User user = auth.users().get(i);
            String field = route.field("basicAuth.users[" + i + "]");
            users.add(line(
                    "",
                    Token.value(field + ".name", user.name()),
                    Token.value(field + ".hash", user.hash().text())));
        }
        String name = rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS) ? "basic_auth" : "basicauth";
        return block(
                name, List.of(Token.word("bcrypt"), Token.value(route.field("basicAuth.realm"), auth.realm())), users);
    }

    /** A length that is told beforehand is refused beforehand; one that is not, as soon as it is too much. */
    private static List<Node> bodyLimit(long bytes) {
        String length = "{header.Content-Length}";
        return List.of(
                comment("Too large a body is refused before the application sees any of it, if its length is known."),
                line(
                        "@too_large",
                        Token.word("expression"),
                        Token.text(length + " != '' && int(" + length + ") > " + bytes)),
                line("error", Token.word("@too_large"), Token.word(413)),
                block("request_body", List.of(), List.of(line("max_size", Token.word(bytes)))));
    }
}
