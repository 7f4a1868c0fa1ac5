package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Cidr;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * Who the client is behind trusted proxies. Caddy knows by itself from 2.8; before, it either knows nothing of the kind or
 * believes the first address, which the client itself may have written.
 */
final class CaddyOrigin {
    private final Rendering rendering;
    private final boolean byHand;
    private final Node forWebSockets;
    private final Node forOthers;

    CaddyOrigin(Rendering rendering) {
        this.rendering = rendering;
        this.byHand = !rendering.proxy().trustedProxies().ranges().isEmpty()
                && !rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS);
        this.forWebSockets = by(Rule.FORWARDED, told(true));
        this.forOthers = by(Rule.FORWARDED, told(false));
    }

    /** What finds out, ahead of the application that is told. */
    List<Node> variables() {
        if (!byHand) {
            return List.of();
        }
        rendering.note("X-Real-IP is the last address in X-Forwarded-For, which is the client's where one trusted proxy"
                + " stands in front; where several stand in a row, upgrade Caddy "
                + rendering.target().version() + " to " + CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS + " or later.");
        Node matcher = block(
                "@in_front",
                List.of(),
                List.of(
                        line("remote_ip", ranges()),
                        line(
                                "vars_regexp",
                                Token.word("seen"),
                                Token.word("forwarded_for"),
                                Token.text("(?:^|[, ])([0-9A-Fa-f.:]+) *$"))));
        return List.of(forField(
                "trustedProxies",
                List.of(
                        comment("What a trusted proxy has seen is the last address that it wrote."),
                        words("vars", "forwarded_for {header.X-Forwarded-For}"),
                        words("vars", "client_address {remote_host}"),
                        matcher,
                        words("vars", "@in_front client_address {re.seen.1}"))));
    }

    /** What an application is told; the same on every route of its kind. */
    Node headers(boolean webSocket) {
        return webSocket ? forWebSockets : forOthers;
    }

    /** An application's own block has to say whose X-Forwarded-For is passed on, if it is not known by itself. */
    private List<Node> told(boolean webSocket) {
        String port = rendering.portInLinks();
        List<Node> nodes = new ArrayList<>();
        if (byHand) {
            nodes.add(line("trusted_proxies", ranges()));
        }
        nodes.add(words("header_up", "Host {host}" + port));
        nodes.add(words("header_up", "X-Forwarded-Host {host}" + port));
        nodes.add(words("header_up", "X-Real-IP " + client()));
        nodes.add(words("header_up", "-Forwarded"));
        if (!webSocket) {
            nodes.add(comment("No WebSocket here."));
            nodes.add(by(Rule.UPGRADES, words("header_up", "-Upgrade"), words("header_up", "-Connection")));
        }
        return nodes;
    }

    /** The client's address as Caddy writes it. */
    private String client() {
        if (rendering.proxy().trustedProxies().ranges().isEmpty()) {
            return "{remote_host}";
        }
        return byHand ? "{vars.client_address}" : "{client_ip}";
    }

    private List<Token> ranges() {
        List<Token> tokens = new ArrayList<>();
        for (Cidr range : rendering.proxy().trustedProxies().ranges()) {
            tokens.add(Token.value("trustedProxies", range.toString()));
        }
        return tokens;
    }
}
