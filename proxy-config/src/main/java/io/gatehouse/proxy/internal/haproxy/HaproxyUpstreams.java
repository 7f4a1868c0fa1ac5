package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.ActiveHealth;
import io.gatehouse.proxy.Balance;
import io.gatehouse.proxy.PassiveHealth;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The applications behind a route: which one is asked, whether it is well, and how it proves itself. */
final class HaproxyUpstreams {
    private static final ServerVersion SYSTEM_TRUST = new ServerVersion(2, 6, 0);

    private final Rendering rendering;

    HaproxyUpstreams(Rendering rendering) {
        this.rendering = rendering;
    }

    List<Node> nodes(SiteGroup group, RouteScope route) {
        Upstreams upstreams = route.upstreams();
        boolean several = upstreams.servers().size() > 1;
        List<Node> nodes = new ArrayList<>();
        if (several) {
            nodes.add(forField(route.field("upstreams.balance"), balance(upstreams.balance())));
            nodes.add(words("option", "redispatch 1"));
        }
        upstreams
                .activeHealth()
                .ifPresent(health ->
                        nodes.add(forField(route.field("upstreams.activeHealth"), questions(group, route, health))));
        if (several || upstreams.activeHealth().isPresent()) {
            nodes.addAll(health(route, upstreams, several));
        }
        for (int i = 0; i < upstreams.servers().size(); i++) {
            nodes.add(server(route, upstreams, i));
        }
        return nodes;
    }

    private static List<Node> balance(Balance balance) {
        return switch (balance) {
            case ROUND_ROBIN -> List.of(words("balance", "roundrobin"));
            case LEAST_CONNECTIONS -> List.of(words("balance", "leastconn"));
            case CLIENT_ADDRESS -> List.of(words("balance", "source"), words("hash-type", "consistent"));
        };
    }

    /** The host that is asked for is the site's own, since that is the one an application answers to. */
    private static List<Node> questions(SiteGroup group, RouteScope route, ActiveHealth health) {
        DomainName host = group.site().hosts().get(0);
        String name = host.isWildcard() ? host.base().text() : host.text();
        return List.of(
                words("option", "httpchk"),
                line(
                        "http-check",
                        Token.word("send"),
                        Token.word("meth"),
                        Token.word("GET"),
                        Token.word("uri"),
                        Token.value(
                                route.field("upstreams.activeHealth.path"),
                                health.path().text()),
                        Token.word("ver"),
                        Token.word("HTTP/1.1"),
                        Token.word("hdr"),
                        Token.word("Host"),
                        Token.value(group.first().field("hosts[0]"), name)),
                words("http-check", "expect status 200-399"),
                words("timeout", "check " + health.timeout().toSeconds() + "s"));
    }

    private List<Node> health(RouteScope route, Upstreams upstreams, boolean several) {
        PassiveHealth passive = upstreams.passiveHealth();
        Optional<ActiveHealth> active = upstreams.activeHealth();
        String observed = several ? " observe layer4 error-limit " + passive.failures() + " on-error mark-down" : "";
        if (active.isPresent()) {
            ActiveHealth health = active.get();
            if (several && !passive.equals(PassiveHealth.DEFAULT)) {
                rendering.note(route.field("upstreams.passiveHealth.pause")
                        + " gives way to the active health checks: HAProxy takes an upstream back as soon as these"
                        + " succeed.");
            }
            String asked = "check inter " + health.interval().toSeconds() + "s fall " + health.failures() + " rise "
                    + health.successes();
            return List.of(forField(
                    route.field("upstreams.activeHealth"), List.of(words("default-server", asked + observed))));
        }
        String pause = passive.pause().toSeconds() + "s";
        String reached = "check inter " + pause + " fall " + passive.failures() + " rise 1";
        return List.of(forField(
                route.field("upstreams.passiveHealth"),
                List.of(
                        comment("Left alone after so many failed connections, until one succeeds again."),
                        words("default-server", reached + observed))));
    }

    private Node server(RouteScope route, Upstreams upstreams, int index) {
        Upstream upstream = upstreams.servers().get(index);
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.word("application" + (upstreams.servers().size() > 1 ? "_" + (index + 1) : "")));
        tokens.add(Token.value(route.field("upstreams[" + index + "]"), upstream.authority()));
        upstreams.tls().ifPresent(tls -> tokens.addAll(proof(route.field("upstreams.tls"), upstream, tls)));
        return line("server", tokens);
    }

    private List<Token> proof(String field, Upstream upstream, UpstreamTls tls) {
        String name = tls.nameFor(upstream);
        String trust = tls.trust().map(Object::toString).orElse("@system-ca");
        if (tls.trust().isEmpty()) {
            rendering.require(field + ".trust", "way to the system's trust anchors", SYSTEM_TRUST);
        }
        String nameField = field + ".serverName";
        return List.of(
                Token.word("ssl"),
                Token.word("verify"),
                Token.word("required"),
                Token.word("ca-file"),
                Token.value(field + ".trust", trust),
                Token.word("sni"),
                Token.value(nameField, "str(" + name + ")"),
                Token.word("check-sni"),
                Token.value(nameField, name),
                Token.word("verifyhost"),
                Token.value(nameField, name),
                Token.word("ssl-min-ver"),
                Token.word("TLSv1.2"));
    }
}
