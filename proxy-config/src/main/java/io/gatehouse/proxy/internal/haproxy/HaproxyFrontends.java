package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.IpAddress;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Cidr;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What HAProxy accepts, and what it says of the client to the application. */
final class HaproxyFrontends {
    static final String SOLVERS = "solvers.map";

    /** How many trusted hops in a row are looked past; further ones would be told to the application as the client. */
    private static final int MOST_HOPS = 5;

    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final HaproxySites sites;
    private final HaproxyNames names;
    private final HaproxyPaths paths;
    private final HaproxyCertificates certificates;

    HaproxyFrontends(
            Rendering rendering,
            HaproxySites sites,
            HaproxyNames names,
            HaproxyPaths paths,
            HaproxyCertificates certificates) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        this.sites = sites;
        this.names = names;
        this.paths = paths;
        this.certificates = certificates;
    }

    List<Node> http() {
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTP)) {
            bind(nodes, listener, List.of());
        }
        nodes.add(blank());
        nodes.add(by(Rule.UNKNOWN_NAMES, names.known()));
        nodes.add(line(
                "acl", Token.word("acme"), Token.word("path_beg"), Token.word("--"), Token.text(AcmeChallenges.PATH)));
        nodes.add(line(
                "http-request",
                Token.word("redirect"),
                Token.word("location"),
                Token.text("https://%[" + HaproxyNames.HOST + "]" + rendering.portInLinks() + "%[pathq]"),
                Token.word("code"),
                Token.word(301),
                Token.word("unless"),
                Token.word("acme")));
        nodes.addAll(solvers());
        return nodes;
    }

    List<Node> https() {
        List<Node> nodes = new ArrayList<>(binds());
        nodes.add(blank());
        nodes.add(by(Rule.UNKNOWN_NAMES, names.known()));
        if (!sites.haveTheSameClients()) {
            nodes.add(by(Rule.UNKNOWN_NAMES, names.sameAsInHandshake()));
        }
        nodes.add(blank());
        if (!proxy.trustedProxies().ranges().isEmpty()) {
            nodes.add(forField("trustedProxies", trustedHops()));
            nodes.add(blank());
        }
        nodes.add(by(Rule.FORWARDED, requestHeaders()));
        nodes.add(blank());
        if (sites.haveTheSameHeaders()) {
            nodes.addAll(HaproxyHeaders.of(rendering, sites.first()));
            nodes.add(blank());
        }
        nodes.add(by(Rule.ROUTES, paths.nodes()));
        return nodes;
    }

    /** Which site's challenges go to which solver, where they differ. */
    List<Node> solverMap() {
        List<Node> nodes = new ArrayList<>();
        Map<AcmeChallenges, AcmeGroup> byAcme = new HashMap<>();
        sites.acmeGroups().forEach(group -> byAcme.put(group.acme(), group));
        for (SiteGroup site : sites.groups()) {
            AcmeGroup group = byAcme.get(site.site().acme());
            if (group != null && group.acme() instanceof AcmeChallenges.HandOver) {
                Node entry = line("", Token.word(site.name()), Token.word(sites.acmeBackend(group)));
                nodes.add(forField(site.first().field("acme"), List.of(entry)));
            }
        }
        return nodes;
    }

    private List<Node> solvers() {
        List<AcmeGroup> groups = sites.acmeGroups();
        if (groups.size() > 1) {
            String map = "%[var(txn.site),map_str(" + SOLVERS + "," + sites.nobody() + ")]";
            return List.of(words("use_backend", map));
        }
        boolean handOver = groups.get(0).acme() instanceof AcmeChallenges.HandOver;
        return List.of(words("default_backend", handOver ? sites.acmeBackend(groups.get(0)) : sites.nobody()));
    }

    private List<Node> binds() {
        boolean strict = proxy.unknownHosts() == UnknownHosts.REFUSED;
        List<Token> tcp = new ArrayList<>(List.of(Token.word("ssl")));
        tcp.addAll(certificates.onBind());
        List<Token> quic = new ArrayList<>(List.of(Token.word("ssl")));
        quic.addAll(certificates.onQuicBind());
        if (strict) {
            tcp.add(Token.word("strict-sni"));
            quic.add(Token.word("strict-sni"));
        }
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTPS)) {
            bind(nodes, listener, tcp);
        }
        if (sites.groups().stream().anyMatch(HaproxySites::speaksHttp3)) {
            List<Node> binds = new ArrayList<>();
            proxy.listeners(Scheme.HTTPS).forEach(listener -> bindQuic(binds, listener, quic));
            nodes.addAll(binds);
        }
        return nodes;
    }

    private static void bind(List<Node> nodes, Listener listener, List<Token> options) {
        List<List<Token>> places = listener.authority()
                .map(authority -> List.of(List.of(Token.word(authority))))
                .orElseGet(() -> List.of(
                        List.of(Token.word(":" + listener.port())),
                        List.of(Token.word("[::]:" + listener.port()), Token.word("v6only"))));
        for (List<Token> place : places) {
            nodes.add(bind(place, options));
        }
    }

    private static void bindQuic(List<Node> nodes, Listener listener, List<Token> options) {
        List<String> places = listener.authority()
                .map(authority -> List.of((isIpv6(listener) ? "quic6@" : "quic4@") + authority))
                .orElseGet(() -> List.of("quic4@:" + listener.port(), "quic6@:" + listener.port()));
        for (String place : places) {
            nodes.add(bind(List.of(Token.word(place)), options));
        }
    }

    private static boolean isIpv6(Listener listener) {
        return listener.address()
                .map(IpAddress::bytes)
                .filter(bytes -> bytes.length == 16)
                .isPresent();
    }

    private static Node bind(List<Token> place, List<Token> options) {
        List<Token> tokens = new ArrayList<>(place);
        tokens.addAll(options);
        return line("bind", tokens);
    }

    /** From the right, the first address in X-Forwarded-For that is none of the hops'; the source stays where it ends. */
    private List<Node> trustedHops() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("Hops in front that are believed: the client is whom the farthest of them saw."));
        List<Cidr> ranges = proxy.trustedProxies().ranges();
        for (int i = 0; i < ranges.size(); i++) {
            nodes.add(line(
                    "acl",
                    Token.word("trusted_hop"),
                    Token.word("src"),
                    Token.word("--"),
                    Token.value(
                            "trustedProxies.ranges[" + i + "]", ranges.get(i).toString())));
        }
        for (int hop = 1; hop <= MOST_HOPS; hop++) {
            nodes.add(words("http-request", "set-src req.hdr_ip(x-forwarded-for,-" + hop + ") if trusted_hop"));
        }
        return nodes;
    }

    private List<Node> requestHeaders() {
        String host = "%[" + HaproxyNames.HOST + "]" + rendering.portInLinks();
        return List.of(
                comment(
                        "What the application is told about the client; what the client says of itself is not passed on."),
                words("http-request", "set-header Host " + host),
                words("http-request", "set-header X-Real-IP %[src]"),
                words("http-request", "set-header X-Forwarded-For %[src]"),
                words("http-request", "set-header X-Forwarded-Proto https"),
                words("http-request", "set-header X-Forwarded-Host " + host),
                words("http-request", "del-header Forwarded"));
    }
}
