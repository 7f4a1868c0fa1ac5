package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.ActiveHealth;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.UpstreamTls;
import io.gatehouse.proxy.Upstreams;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for all upstreams of a site. The health checks of mod_proxy_hcheck see nothing narrower than a virtual host:
 * neither the TLS settings of one upstream nor its time-outs.
 */
final class ApacheUpstreamTls {
    private static final ServerVersion IF_FILE = new ServerVersion(2, 4, 34);

    /** Debian, Fedora. */
    private static final List<String> SYSTEM_TRUST =
            List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt");

    private static final String SYSTEM_TRUST_VARIABLE = "gatehouse_system_trust";

    private final Rendering rendering;
    private final SiteScope scope;

    ApacheUpstreamTls(Rendering rendering, SiteScope scope) {
        this.rendering = rendering;
        this.scope = scope;
    }

    /** Whether somebody's upstreams are verified by the anchors of the machine. */
    private static boolean needSystemTrust(Rendering rendering) {
        return rendering.proxy().sites().stream()
                .flatMap(site -> site.routes().stream())
                .map(Route::answer)
                .anyMatch(answer -> answer instanceof Upstreams upstreams
                        && upstreams.tls().filter(tls -> tls.trust().isEmpty()).isPresent());
    }

    /** Apache has no word for the anchors of the machine; where they are not found, it does not start. */
    static List<Node> systemTrust(Rendering rendering) {
        if (!needSystemTrust(rendering)) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(blank());
        nodes.add(comment("Where this machine keeps the trust anchors of its own."));
        for (String file : SYSTEM_TRUST) {
            nodes.add(block(
                    "IfFile",
                    List.of(Token.text(file)),
                    List.of(line("Define", Token.word(SYSTEM_TRUST_VARIABLE), Token.text(file)))));
        }
        return nodes;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        List<Node> verification = verification();
        if (!verification.isEmpty()) {
            nodes.add(comment("Applications behind https prove who they are."));
            nodes.add(by(Rule.UPSTREAM_PROOF, verification));
        }
        nodes.addAll(healthTimeout());
        return nodes;
    }

    private List<Node> verification() {
        Map<UpstreamTls, RouteScope> proofs = new LinkedHashMap<>();
        for (RouteScope route : scope.routes()) {
            if (route.route().answer() instanceof Upstreams upstreams && upstreams.scheme() == Scheme.HTTPS) {
                UpstreamTls proof = upstreams.tls().orElseThrow();
                refuseOtherNames(route, upstreams, proof);
                proofs.putIfAbsent(new UpstreamTls(proof.trust(), Optional.empty()), route);
            }
        }
        if (proofs.isEmpty()) {
            return List.of();
        }
        rendering.note("Applications behind https are asked by their own names in Host, since Apache checks their"
                + " certificates against it; the client's is in X-Forwarded-Host.");
        Map.Entry<UpstreamTls, RouteScope> first = proofs.entrySet().iterator().next();
        proofs.values().stream()
                .skip(1)
                .forEach(route -> rendering.refuse(
                        route.field("upstreams.tls.trust"),
                        "differs from that of " + first.getValue().field()
                                + ", and Apache's health checks know one for a site; give both the same"));
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("SSLProxyEngine", "on"));
        nodes.add(words("SSLProxyProtocol", "-all +TLSv1.2" + (rendering.has(ApacheTls.TLS_1_3) ? " +TLSv1.3" : "")));
        nodes.add(line("SSLProxyCACertificateFile", anchors(first.getKey(), first.getValue())));
        nodes.add(words("SSLProxyVerify", "require"));
        nodes.add(words("SSLProxyVerifyDepth", "5"));
        nodes.add(words("SSLProxyCheckPeerName", "on"));
        nodes.add(words("SSLProxyCheckPeerExpire", "on"));
        return nodes;
    }

    private Token anchors(UpstreamTls proof, RouteScope route) {
        String field = route.field("upstreams.tls.trust");
        Optional<Path> file = proof.trust();
        if (file.isPresent()) {
            return Token.value(field, file.get().toString());
        }
        rendering.require(field, "IfFile, which finds the system's trust anchors", IF_FILE);
        return Token.text("${" + SYSTEM_TRUST_VARIABLE + "}");
    }

    private void refuseOtherNames(RouteScope route, Upstreams upstreams, UpstreamTls proof) {
        upstreams.servers().stream()
                .filter(upstream ->
                        !proof.nameFor(upstream).equals(upstream.host().text()))
                .findFirst()
                .ifPresent(upstream -> rendering.refuse(
                        route.field("upstreams.tls.serverName"),
                        "is not the host of " + upstream + ", which is the name that Apache asks for and checks;"
                                + " put that name into the URL"));
    }

    private List<Node> healthTimeout() {
        Map<Duration, RouteScope> timeouts = new LinkedHashMap<>();
        for (RouteScope route : scope.routes()) {
            if (route.route().answer() instanceof Upstreams upstreams) {
                upstreams
                        .activeHealth()
                        .map(ActiveHealth::timeout)
                        .ifPresent(timeout -> timeouts.putIfAbsent(timeout, route));
            }
        }
        timeouts.values().stream()
                .skip(1)
                .forEach(route -> rendering.refuse(
                        route.field("upstreams.activeHealth.timeout"),
                        "differs from another route's, and Apache has one for all health checks of a site"));
        List<Node> nodes = new ArrayList<>();
        timeouts.entrySet().stream().limit(1).forEach(first -> {
            nodes.add(comment("For the health checks alone; each upstream says its own."));
            String field = first.getValue().field("upstreams.activeHealth.timeout");
            long seconds = first.getKey().toSeconds();
            nodes.add(forField(field, List.of(line("ProxyTimeout", Token.word(seconds)))));
        });
        return nodes;
    }
}
