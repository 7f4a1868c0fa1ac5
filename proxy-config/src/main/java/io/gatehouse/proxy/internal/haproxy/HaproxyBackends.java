package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One backend for each route, the ACME solver's, and one that answers 404. */
final class HaproxyBackends {
    private final ReverseProxy proxy;

    HaproxyBackends(Rendering rendering) {
        this.proxy = rendering.proxy();
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        List<Route> routes = proxy.routes();
        boolean catchAll = false;
        for (int i = 0; i < routes.size(); i++) {
            catchAll |= routes.get(i).path().text().equals("/");
            add(nodes, HaproxyFrontends.backend(i), route(routes.get(i), "routes[" + i + "]"));
        }
        boolean plain = !proxy.listeners(Scheme.HTTP).isEmpty();
        if (plain && proxy.acme() instanceof AcmeChallenges.HandOver handOver) {
            add(
                    nodes,
                    HaproxyFrontends.ACME_BACKEND,
                    List.of(line(
                            "server",
                            Token.word("solver"),
                            Token.value("acme.handOver", handOver.solver().authority()))));
        }
        boolean unanswered = plain && !(proxy.acme() instanceof AcmeChallenges.HandOver);
        if (!catchAll || unanswered) {
            add(nodes, HaproxyFrontends.NOBODY, List.of(words("http-request", "return status 404")));
        }
        return nodes;
    }

    private static void add(List<Node> nodes, String name, List<Node> content) {
        nodes.add(blank());
        nodes.add(block("backend", List.of(Token.word(name)), content));
    }

    private List<Node> route(Route route, String field) {
        List<Node> nodes = new ArrayList<>();
        if (route.webSocket()) {
            nodes.add(words("timeout", "tunnel " + proxy.webSocketTimeout().toSeconds() + "s"));
        } else {
            nodes.add(comment("No WebSocket here."));
            nodes.add(words("http-request", "del-header Upgrade"));
        }
        nodes.add(server(route.upstream(), field + ".upstream"));
        return nodes;
    }

    private Node server(Upstream upstream, String field) {
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.word("application"));
        tokens.add(Token.value(field, upstream.authority()));
        if (upstream.scheme() == Scheme.HTTPS) {
            String host = upstream.host().text();
            tokens.addAll(List.of(Token.word("ssl"), Token.word("verify"), Token.word("required")));
            for (Path trust : proxy.upstreamTrust().stream().toList()) {
                tokens.addAll(List.of(Token.word("ca-file"), Token.value("upstreamTrust", trust.toString())));
            }
            tokens.addAll(List.of(Token.word("sni"), Token.value(field, "str(" + host + ")")));
            tokens.addAll(List.of(Token.word("verifyhost"), Token.value(field, host)));
            tokens.addAll(List.of(Token.word("ssl-min-ver"), Token.word("TLSv1.2")));
        }
        return line("server", tokens);
    }
}
