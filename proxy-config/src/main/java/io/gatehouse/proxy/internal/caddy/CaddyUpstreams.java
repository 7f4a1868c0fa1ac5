package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.ActiveHealth;
import io.gatehouse.proxy.Balance;
import io.gatehouse.proxy.PassiveHealth;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.RouteTimeouts;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The applications of a route: which of them, what they are told, how long they are waited for. */
final class CaddyUpstreams {
    private final Rendering rendering;
    private final RouteScope route;
    private final Upstreams upstreams;
    private final CaddyOrigin origin;

    CaddyUpstreams(Rendering rendering, RouteScope route, CaddyOrigin origin) {
        this.rendering = rendering;
        this.route = route;
        this.upstreams = route.upstreams();
        this.origin = origin;
    }

    List<Node> nodes() {
        List<Token> servers = new ArrayList<>();
        for (int i = 0; i < upstreams.servers().size(); i++) {
            servers.add(Token.value(
                    route.field("upstreams[" + i + "]"),
                    upstreams.servers().get(i).url()));
        }
        List<Node> settings = new ArrayList<>();
        if (servers.size() > 1) {
            settings.add(forField(route.field("upstreams.balance"), balance()));
        }
        upstreams
                .activeHealth()
                .ifPresent(
                        health -> settings.add(forField(route.field("upstreams.activeHealth"), activeHealth(health))));
        settings.add(by(Rule.STREAMING, words("flush_interval", "-1")));
        settings.add(origin.headers(route.isWebSocket()));
        settings.add(forField(route.field("timeouts"), List.of(transport())));
        List<Node> nodes = new ArrayList<>(origin.variables());
        nodes.add(block("reverse_proxy", servers, settings));
        return nodes;
    }

    /** Tries again until those that fail are known to; one that was not even reached can be left for another. */
    private List<Node> balance() {
        PassiveHealth passive = upstreams.passiveHealth();
        boolean behindProxies = !rendering.proxy().trustedProxies().ranges().isEmpty();
        String policy = switch (upstreams.balance()) {
            case ROUND_ROBIN -> "round_robin";
            case LEAST_CONNECTIONS -> "least_conn";
            case CLIENT_ADDRESS -> behindProxies ? "client_ip_hash" : "ip_hash";
        };
        int others = upstreams.servers().size() - 1;
        long retries = upstreams.balance() == Balance.ROUND_ROBIN ? others : (long) others * passive.failures();
        return List.of(
                words("lb_policy", policy),
                line("lb_retries", Token.word(Math.min(retries, 1000))),
                line("max_fails", Token.word(passive.failures())),
                line("fail_duration", seconds(passive.pause())));
    }

    private List<Node> activeHealth(ActiveHealth health) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(line(
                "health_uri",
                Token.value(route.field("upstreams.activeHealth"), health.path().text())));
        nodes.add(line("health_interval", seconds(health.interval())));
        nodes.add(line("health_timeout", seconds(health.timeout())));
        if (rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS)) {
            nodes.add(line("health_fails", Token.word(health.failures())));
            nodes.add(line("health_passes", Token.word(health.successes())));
        } else if (health.failures() > 1 || health.successes() > 1) {
            rendering.note("Active health checks take one answer for the truth: Caddy "
                    + rendering.target().version() + " does not count them (it does from "
                    + CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS + ").");
        }
        return nodes;
    }

    /** A limit on every read would also hold while a long upload is under way, when nothing is there to read. */
    private Node transport() {
        RouteTimeouts timeouts = route.route().timeouts();
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("dial_timeout", seconds(timeouts.connect())));
        nodes.add(line("response_header_timeout", seconds(timeouts.silence())));
        if (route.route().kind() == RouteKind.PLAIN) {
            rendering.note(
                    "On plain routes the time of silence ends with the head of an answer: Caddy has no limit between two"
                            + " pieces of its body that would not also cut long uploads off.");
            nodes.add(line("write_timeout", seconds(timeouts.silence())));
        } else {
            nodes.add(line("read_timeout", seconds(timeouts.silence())));
        }
        if (upstreams.scheme() == Scheme.HTTPS) {
            upstreams.tls().ifPresent(tls -> nodes.add(by(Rule.UPSTREAM_PROOF, tls(tls))));
        }
        return block("transport", List.of(Token.word("http")), nodes);
    }

    /** Servers of several names are each checked against their own, which is what happens when none is given. */
    private List<Node> tls(UpstreamTls tls) {
        String field = route.field("upstreams.tls");
        List<Node> nodes = new ArrayList<>();
        List<String> names =
                upstreams.servers().stream().map(tls::nameFor).distinct().toList();
        if (names.size() == 1) {
            nodes.add(line("tls_server_name", Token.value(field + ".serverName", names.get(0))));
        } else {
            nodes.add(Node.line("tls"));
        }
        tls.trust().ifPresent(pem -> {
            Token file = Token.value(field + ".trust", pem.toString());
            nodes.add(
                    rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS)
                            ? line("tls_trust_pool", Token.word("file"), file)
                            : line("tls_trusted_ca_certs", file));
        });
        return nodes;
    }

    private static Token seconds(Duration time) {
        return Token.word(time.toSeconds() + "s");
    }
}
