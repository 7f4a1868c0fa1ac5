package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.ActiveHealth;
import io.gatehouse.proxy.Balance;
import io.gatehouse.proxy.PassiveHealth;
import io.gatehouse.proxy.RouteTimeouts;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The applications of one route: one as it is, several behind a balancer. */
final class ApacheUpstreams {
    /** From here on mod_proxy_http upgrades by itself; before, mod_proxy_wstunnel does. */
    static final ServerVersion UPGRADE = new ServerVersion(2, 4, 47);

    private static final ServerVersion HEALTH_CHECKS = new ServerVersion(2, 4, 21);

    /** mod_proxy keeps it in 64 bytes, the closing one included. */
    private static final int LONGEST_HEALTH_PATH = 63;

    private final Rendering rendering;
    private final RouteScope route;
    private final Upstreams upstreams;

    ApacheUpstreams(Rendering rendering, RouteScope route) {
        this.rendering = rendering;
        this.route = route;
        this.upstreams = route.upstreams();
    }

    /** Health is asked of a balancer's members alone. */
    static boolean needBalancer(Upstreams upstreams) {
        return upstreams.servers().size() > 1 || upstreams.activeHealth().isPresent();
    }

    /** Apache's word for it; for one that it lacks, the usual one, since that is refused elsewhere. */
    static String lbmethod(Balance balance) {
        return balance == Balance.LEAST_CONNECTIONS ? "bybusyness" : "byrequests";
    }

    /** The balancer, if there is one. */
    List<Node> balancer() {
        if (!needBalancer(upstreams)) {
            return List.of();
        }
        refuseWhatNoBalancerDoes();
        List<Node> content = new ArrayList<>();
        for (int i = 0; i < upstreams.servers().size(); i++) {
            List<Token> member = new ArrayList<>();
            member.add(Token.value(server(i), url(upstreams.servers().get(i))));
            member.addAll(settings());
            member.add(Token.word("retry=" + upstreams.passiveHealth().pause().toSeconds()));
            upstreams.activeHealth().ifPresent(health -> member.addAll(health(health)));
            content.add(line("BalancerMember", member));
        }
        content.add(line(
                "ProxySet", Token.word("lbmethod=" + lbmethod(upstreams.balance())), Token.word("failontimeout=on")));
        return List.of(block("Proxy", List.of(Token.text(name())), content));
    }

    /** Which requests go there. */
    List<Node> passes() {
        String path = route.route().path().text();
        Token from = Token.value(route.field("path"), path);
        if (needBalancer(upstreams)) {
            Token to = Token.value(route.field("path"), name() + path);
            return List.of(line("ProxyPass", from, to), line("ProxyPassReverse", from, to));
        }
        Upstream only = upstreams.servers().get(0);
        List<Token> pass = new ArrayList<>(List.of(from, Token.value(server(0), url(only) + path)));
        pass.addAll(settings());
        // One that failed is asked again at once: there is no other.
        pass.add(Token.word("retry=0"));
        List<Node> nodes = new ArrayList<>();
        nodes.add(line("ProxyPass", pass));
        if (!route.isWebSocket()) {
            nodes.add(line("ProxyPassReverse", from, Token.value(server(0), only.url() + path)));
        }
        return nodes;
    }

    private List<Token> settings() {
        RouteTimeouts timeouts = route.route().timeouts();
        List<Token> settings = new ArrayList<>();
        if (!route.isWebSocket()) {
            settings.add(Token.word("flushpackets=on"));
        } else if (rendering.has(UPGRADE)) {
            settings.add(Token.word("upgrade=websocket"));
        }
        settings.add(Token.word("connectiontimeout=" + timeouts.connect().toSeconds()));
        settings.add(Token.word("timeout=" + timeouts.silence().toSeconds()));
        return settings;
    }

    private List<Token> health(ActiveHealth health) {
        return List.of(
                Token.word("hcmethod=GET"),
                Token.value(
                        route.field("upstreams.activeHealth.path"),
                        "hcuri=" + health.path().text()),
                Token.word("hcinterval=" + health.interval().toSeconds()),
                Token.word("hcfails=" + health.failures()),
                Token.word("hcpasses=" + health.successes()));
    }

    private void refuseWhatNoBalancerDoes() {
        if (upstreams.servers().size() > 1) {
            refuseOtherBalance();
        }
        upstreams.activeHealth().ifPresent(health -> {
            rendering.require(route.field("upstreams.activeHealth"), "mod_proxy_hcheck", HEALTH_CHECKS);
            if (health.path().text().length() > LONGEST_HEALTH_PATH) {
                rendering.refuse(
                        route.field("upstreams.activeHealth.path"),
                        "is longer than the " + LONGEST_HEALTH_PATH + " characters that Apache takes; shorten it");
            }
        });
    }

    private void refuseOtherBalance() {
        if (upstreams.balance() == Balance.CLIENT_ADDRESS) {
            rendering.refuse(
                    route.field("upstreams.balance"),
                    "is CLIENT_ADDRESS, which none of Apache's own modules knows; take another, or another server");
        }
        PassiveHealth passive = upstreams.passiveHealth();
        if (passive.equals(PassiveHealth.DEFAULT)) {
            rendering.note("Apache leaves one of several upstreams alone after its first failure, not the third.");
        } else if (passive.failures() != 1) {
            rendering.refuse(
                    route.field("upstreams.passiveHealth"),
                    "waits for " + passive.failures() + " failures, but Apache does not count them; give 1");
        }
    }

    private String url(Upstream upstream) {
        boolean tunnel = route.isWebSocket() && !rendering.has(UPGRADE);
        String scheme = upstream.scheme() == Scheme.HTTPS ? "wss://" : "ws://";
        return tunnel ? scheme + upstream.authority() : upstream.url();
    }

    private String name() {
        return "balancer://route-" + route.number();
    }

    private String server(int index) {
        return route.field("upstreams[" + index + "]");
    }
}
