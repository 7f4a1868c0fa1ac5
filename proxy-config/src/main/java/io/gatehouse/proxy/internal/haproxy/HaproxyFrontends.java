package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.RoutePath;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.SiteScope.RouteScope;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What HAProxy accepts, and what it says of the client to the application. */
final class HaproxyFrontends {
    /** The host of a request without its port, as the ACLs and the application know it. */
    private static final String HOST = "req.hdr(host),field(1,:),lower";

    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final HaproxySites sites;
    private final List<Token> certificates;
    private final String port;

    HaproxyFrontends(Rendering rendering, HaproxySites sites) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        this.sites = sites;
        this.certificates = certificates();
        this.port = rendering.portInLinks();
    }

    List<Node> http() {
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTP)) {
            bind(nodes, listener, List.of());
        }
        nodes.add(blank());
        nodes.add(by(Rule.UNKNOWN_NAMES, knownNames()));
        nodes.add(line(
                "acl", Token.word("acme"), Token.word("path_beg"), Token.word("--"), Token.text(AcmeChallenges.PATH)));
        nodes.add(line(
                "http-request",
                Token.word("redirect"),
                Token.word("location"),
                Token.text("https://%[" + HOST + "]" + port + "%[pathq]"),
                Token.word("code"),
                Token.word(301),
                Token.word("unless"),
                Token.word("acme")));
        nodes.addAll(solvers());
        return nodes;
    }

    List<Node> https() {
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTPS)) {
            List<Token> options = new ArrayList<>(List.of(Token.word("ssl")));
            options.addAll(certificates);
            options.addAll(List.of(Token.word("alpn"), Token.word("h2,http/1.1"), Token.word("strict-sni")));
            bind(nodes, listener, options);
        }
        nodes.add(blank());
        nodes.add(by(Rule.UNKNOWN_NAMES, knownNames()));
        nodes.add(blank());
        nodes.add(by(Rule.FORWARDED, requestHeaders()));
        nodes.add(blank());
        if (sites.haveTheSameHeaders()) {
            nodes.addAll(HaproxySites.responseHeaders(rendering.firstSite()));
            nodes.add(blank());
        }
        nodes.add(comment("The first path that fits wins."));
        nodes.add(by(Rule.ROUTES, routes()));
        return nodes;
    }

    private List<Node> routes() {
        List<Node> nodes = new ArrayList<>();
        String last = sites.nobody();
        for (SiteScope scope : sites.inMatchOrder()) {
            String rest = sites.nobody(scope);
            for (RouteScope route : scope.routes()) {
                if (route.takesTheRest()) {
                    rest = sites.backend(scope, route);
                } else {
                    nodes.add(use(scope, route));
                }
            }
            if (sites.areSeveral()) {
                nodes.add(words("use_backend", rest + " if " + HaproxySites.acl(scope)));
            } else {
                last = rest;
            }
        }
        nodes.add(words("default_backend", last));
        return nodes;
    }

    /** Where all sites share one solver, or none has any, no site need be told from another. */
    private List<Node> solvers() {
        List<Node> nodes = new ArrayList<>();
        List<AcmeGroup> groups = sites.acmeGroups();
        if (groups.size() == 1) {
            boolean handOver = groups.get(0).acme() instanceof AcmeChallenges.HandOver;
            nodes.add(words("default_backend", handOver ? sites.acmeBackend(groups.get(0)) : sites.nobody()));
            return nodes;
        }
        Map<AcmeChallenges, AcmeGroup> byAcme = new HashMap<>();
        groups.forEach(group -> byAcme.put(group.acme(), group));
        for (SiteScope scope : sites.inMatchOrder()) {
            AcmeGroup group = byAcme.get(scope.site().acme());
            if (group != null && group.acme() instanceof AcmeChallenges.HandOver) {
                nodes.add(words("use_backend", sites.acmeBackend(group) + " if " + HaproxySites.acl(scope)));
            }
        }
        nodes.add(words("default_backend", sites.nobody()));
        return nodes;
    }

    private static void bind(List<Node> nodes, Listener listener, List<Token> options) {
        List<List<Token>> places = listener.authority()
                .map(authority -> List.of(List.of(Token.word(authority))))
                .orElseGet(() -> List.of(
                        List.of(Token.word(":" + listener.port())),
                        List.of(Token.word("[::]:" + listener.port()), Token.word("v6only"))));
        for (List<Token> place : places) {
            List<Token> tokens = new ArrayList<>(place);
            tokens.addAll(options);
            nodes.add(line("bind", tokens));
        }
    }

    private List<Node> knownNames() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("Names that are not ours are turned away."));
        for (SiteScope scope : sites.inMatchOrder()) {
            nodes.addAll(names("known_name", scope));
        }
        nodes.add(words("http-request", "reject unless known_name"));
        if (sites.areSeveral()) {
            for (SiteScope scope : sites.inMatchOrder()) {
                nodes.addAll(names(HaproxySites.acl(scope), scope));
            }
        }
        return nodes;
    }

    private static List<Node> names(String acl, SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        List<DomainName> hosts = scope.site().hosts();
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i).text();
            List<Token> tokens = new ArrayList<>(List.of(Token.word(acl), Token.word(HOST)));
            if (hosts.get(i).isWildcard()) {
                tokens.addAll(List.of(Token.word("-m"), Token.word("end")));
            }
            tokens.add(Token.word("--"));
            String field = scope.field("hosts[" + i + "]");
            tokens.add(Token.value(field, hosts.get(i).isWildcard() ? host.substring(1) : host));
            nodes.add(line("acl", tokens));
        }
        return nodes;
    }

    private List<Node> requestHeaders() {
        String host = "%[" + HOST + "]" + port;
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

    /** A prefix in whole segments is the path itself or what is below it. */
    private Node use(SiteScope scope, RouteScope route) {
        RoutePath path = route.route().path();
        String field = route.field("path");
        List<Token> site = sites.areSeveral() ? List.of(Token.word(HaproxySites.acl(scope))) : List.of();
        List<Token> tokens = new ArrayList<>(List.of(Token.word(sites.backend(scope, route)), Token.word("if")));
        if (!path.isFolder()) {
            tokens.addAll(site);
            tokens.addAll(condition("path", Token.value(field, path.text())));
            tokens.add(Token.word("||"));
        }
        tokens.addAll(site);
        tokens.addAll(condition("path_beg", Token.value(field, path.below())));
        return line("use_backend", tokens);
    }

    private static List<Token> condition(String fetch, Token pattern) {
        return List.of(Token.word("{"), Token.word(fetch), Token.word("--"), pattern, Token.word("}"));
    }

    /** Each file once, however many sites share it. */
    private List<Token> certificates() {
        Map<CertificatePaths, List<Token>> files = new LinkedHashMap<>();
        for (SiteScope scope : rendering.sites()) {
            List<CertificatePaths> certificates = scope.site().certificates();
            for (int i = 0; i < certificates.size(); i++) {
                CertificatePaths paths = certificates.get(i);
                if (!files.containsKey(paths)) {
                    files.put(paths, certificate(scope.field("certificates[" + i + "]"), paths));
                }
            }
        }
        return files.values().stream().flatMap(List::stream).toList();
    }

    /** The key must be in the file, or beside it under the same name with {@code .key} behind. */
    private List<Token> certificate(String field, CertificatePaths paths) {
        if (paths.bundle().isPresent()) {
            return file(field + ".bundle", paths.bundle().get());
        }
        boolean beside = paths.privateKey().toString().equals(paths.fullchain() + ".key");
        if (beside) {
            return file(field + ".fullchain", paths.fullchain());
        }
        rendering.refuse(
                field + ".bundle",
                "HAProxy reads chain and key from one file, or the key from beside the chain as <fullchain>.key;"
                        + " name such a file with CertificatePaths.withBundle");
        return List.of();
    }

    private static List<Token> file(String field, Path path) {
        return List.of(Token.word("crt"), Token.value(field, path.toString()));
    }
}
