package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directive of a Caddyfile with the reason why it is there, out of the groups, comments and empty lines around it.
 *
 * @param directive the directive
 * @param because the reason, if there is one
 */
record Step(Node.Directive directive, Optional<Explanation> because) {
    /** The directives among some nodes, in their order. */
    static List<Step> of(List<Node> nodes, Optional<Explanation> because) {
        List<Step> steps = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof Node.Group group) {
                steps.addAll(of(group.nodes(), Optional.of(group.explanation())));
            } else if (node instanceof Node.Directive directive) {
                steps.add(new Step(directive, because));
            }
        }
        return steps;
    }

    String name() {
        return directive.name();
    }

    List<Token> arguments() {
        return directive.arguments();
    }

    Token argument(int index) {
        return directive.arguments().get(index);
    }

    /** What it encloses. */
    List<Step> children() {
        return of(directive.block().orElse(List.of()), because);
    }

    /** An argument as JSON, in the long form of Caddy's placeholders. */
    Json text(int index) {
        return new Json.Text(CaddyPlaceholders.longForm(argument(index)));
    }

    /** An argument that is a number. */
    Json number(int index) {
        return new Json.Literal(argument(index).text());
    }

    /** An argument in seconds, as JSON has it: in nanoseconds. */
    Json nanoseconds(int index) {
        String seconds = argument(index).text();
        return Json.number(Long.parseLong(seconds.substring(0, seconds.length() - 1)) * 1_000_000_000L);
    }
}
