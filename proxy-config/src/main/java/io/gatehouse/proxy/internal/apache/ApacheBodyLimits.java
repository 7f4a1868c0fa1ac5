package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.BodyLimit;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How large a body may be. {@code LimitRequestBody} holds for no request that is passed on, so the length is looked at before:
 * in an expression, which counts in 64 bits where a plain condition counts in 32.
 */
final class ApacheBodyLimits {
    private final Rendering rendering;
    private final SiteScope scope;
    private final RoutePatterns patterns;

    ApacheBodyLimits(Rendering rendering, SiteScope scope, RoutePatterns patterns) {
        this.rendering = rendering;
        this.scope = scope;
        this.patterns = patterns;
    }

    List<Node> rules() {
        BodyLimit usual = scope.site().bodyLimit();
        List<Node> rules = new ArrayList<>();
        if (scope.routes().stream().allMatch(route -> limit(route).equals(usual))) {
            add(rules, scope.field("bodyLimit"), Token.text("^"), usual);
        } else {
            for (RouteScope route : scope.routes()) {
                Token own = Token.value(route.field("path"), patterns.own(route));
                String field =
                        route.route().bodyLimit().isPresent() ? route.field("bodyLimit") : scope.field("bodyLimit");
                add(rules, field, own, limit(route));
            }
        }
        return rules;
    }

    private BodyLimit limit(RouteScope route) {
        return route.route().bodyLimit().orElse(scope.site().bodyLimit());
    }

    private void add(List<Node> rules, String field, Token path, BodyLimit limit) {
        OptionalLong bytes = limit.bytes();
        if (bytes.isEmpty()) {
            return;
        }
        rendering.note("Where bodies are limited, one that does not say its length is answered 411, since Apache cannot"
                + " count on the way.");
        rules.add(forField(
                field,
                List.of(
                        line("RewriteCond", Token.text("%{HTTP:Transfer-Encoding}"), Token.text(".")),
                        line("RewriteRule", path, Token.word("-"), Token.word("[R=411]")),
                        line(
                                "RewriteCond",
                                Token.word("expr"),
                                Token.text("%{HTTP:Content-Length} -gt " + bytes.getAsLong())),
                        line("RewriteRule", path, Token.word("-"), Token.word("[R=413]")))));
    }
}
