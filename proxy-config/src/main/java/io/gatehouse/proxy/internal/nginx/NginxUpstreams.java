package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.printed;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.Balance;
import io.gatehouse.proxy.PassiveHealth;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.Upstream;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The applications: one alone by its URL, several as a group that all routes to them share. */
final class NginxUpstreams {
    private static final ServerVersion ZONE = new ServerVersion(1, 9, 0);

    /** Where Debian, Ubuntu, Alpine and SUSE keep what they trust; nginx itself looks nowhere. */
    private static final String SYSTEM_TRUST = "/etc/ssl/certs/ca-certificates.crt";

    private final Rendering rendering;
    private final NginxShared shared;
    private final Map<Upstreams, String> named = new HashMap<>();
    private final Map<String, Grammar.Printed> groups = new LinkedHashMap<>();

    NginxUpstreams(Rendering rendering, NginxShared shared) {
        this.rendering = rendering;
        this.shared = shared;
    }

    /** The directives that pass a request on. */
    List<Node> pass(RouteScope route) {
        Upstreams upstreams = route.upstreams();
        Upstream first = upstreams.servers().get(0);
        if (upstreams.activeHealth().isPresent()) {
            rendering.refuse(
                    route.field("upstreams.activeHealth"),
                    "is of nginx's commercial edition alone; leave it out: passiveHealth still rests those that fail");
        }
        if (first.host() instanceof DomainName) {
            rendering.note("nginx looks up the host names of upstreams when it starts or reloads, and not again.");
        }
        List<Node> nodes = new ArrayList<>();
        if (upstreams.servers().size() == 1) {
            nodes.add(line("proxy_pass", Token.value(route.field("upstreams[0]"), first.url())));
        } else {
            rendering.require(route.field("upstreams"), "groups of upstreams that its workers share", ZONE);
            String group = named.computeIfAbsent(upstreams, some -> group(route, some));
            nodes.add(words("proxy_pass", upstreams.scheme().text() + "://" + group));
        }
        upstreams.tls().ifPresent(tls -> nodes.addAll(proof(route, upstreams, tls)));
        return List.of(forField(route.field("upstreams"), nodes));
    }

    /** The groups, each printed once, by name. */
    Map<String, Grammar.Printed> groups() {
        return groups;
    }

    private String group(RouteScope route, Upstreams upstreams) {
        String field = route.field("upstreams");
        Grammar grammar = shared.grammar();
        Grammar.Printed members =
                grammar.print(List.of(forField(field, members(field, upstreams))), 1, rendering.problems());
        String name = shared.names().of("app", members.text());
        Node block =
                block("upstream", List.of(Token.word(name)), List.of(words("zone", name + " 64k"), printed(members)));
        groups.put(name, grammar.print(List.of(forField(field, List.of(block))), rendering.problems()));
        return name;
    }

    private static List<Node> members(String field, Upstreams upstreams) {
        List<Node> nodes = new ArrayList<>();
        if (upstreams.balance() == Balance.LEAST_CONNECTIONS) {
            nodes.add(line("least_conn"));
        } else if (upstreams.balance() == Balance.CLIENT_ADDRESS) {
            nodes.add(words("hash", "$binary_remote_addr consistent"));
        }
        PassiveHealth health = upstreams.passiveHealth();
        for (int i = 0; i < upstreams.servers().size(); i++) {
            nodes.add(line(
                    "server",
                    Token.value(
                            field + "[" + i + "]", upstreams.servers().get(i).authority()),
                    Token.word("max_fails=" + health.failures()),
                    Token.word("fail_timeout=" + health.pause().toSeconds() + "s")));
        }
        return nodes;
    }

    private List<Node> proof(RouteScope route, Upstreams upstreams, UpstreamTls tls) {
        String field = route.field("upstreams.tls");
        String name = tls.nameFor(upstreams.servers().get(0));
        if (upstreams.servers().stream().anyMatch(server -> !tls.nameFor(server).equals(name))) {
            rendering.refuse(
                    field + ".serverName",
                    "is missing; nginx asks all servers of a route for one name: give the one that all their"
                            + " certificates hold");
        }
        if (tls.trust().isEmpty()) {
            rendering.note("The system's trust anchors are read from " + SYSTEM_TRUST
                    + ", where Debian keeps them; name the file as UpstreamTls.trust if the machine is another.");
        }
        String trust = tls.trust().map(Object::toString).orElse(SYSTEM_TRUST);
        return List.of(
                line("proxy_ssl_name", Token.value(field + ".serverName", name)),
                line("proxy_ssl_trusted_certificate", Token.value(field + ".trust", trust)));
    }
}
