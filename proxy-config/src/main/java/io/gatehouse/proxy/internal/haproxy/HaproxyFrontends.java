package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Route;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What HAProxy accepts, and what it says of the client to the application. */
final class HaproxyFrontends {
    static final String ACME_BACKEND = "acme_challenge";
    static final String NOBODY = "not_found";

    /** The host of a request without its port, as the ACLs and the application know it. */
    private static final String HOST = "req.hdr(host),field(1,:),lower";

    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final List<Token> certificate;
    private final String port;

    HaproxyFrontends(Rendering rendering) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        this.certificate = certificate(proxy.certificate());
        this.port = proxy.httpsPort() == Scheme.HTTPS.defaultPort() ? "" : ":" + proxy.httpsPort();
    }

    static String backend(int route) {
        return "route_" + (route + 1);
    }

    List<Node> http() {
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTP)) {
            bind(nodes, listener, List.of());
        }
        nodes.add(blank());
        nodes.addAll(knownNames());
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
        boolean handOver = proxy.acme() instanceof AcmeChallenges.HandOver;
        nodes.add(words("default_backend", handOver ? ACME_BACKEND : NOBODY));
        return nodes;
    }

    List<Node> https() {
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(Scheme.HTTPS)) {
            List<Token> options = new ArrayList<>(List.of(Token.word("ssl")));
            options.addAll(certificate);
            options.addAll(List.of(Token.word("alpn"), Token.word("h2,http/1.1"), Token.word("strict-sni")));
            bind(nodes, listener, options);
        }
        nodes.add(blank());
        nodes.addAll(knownNames());
        nodes.add(blank());
        nodes.addAll(requestHeaders());
        nodes.add(blank());
        nodes.addAll(responseHeaders());
        nodes.add(blank());
        nodes.add(comment("The first path that fits wins."));
        List<Route> routes = proxy.routes();
        String last = NOBODY;
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).path().text().equals("/")) {
                last = backend(i);
            } else {
                nodes.add(use(i, routes.get(i)));
            }
        }
        nodes.add(words("default_backend", last));
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
        List<DomainName> hosts = proxy.hosts();
        for (int i = 0; i < hosts.size(); i++) {
            DomainName host = hosts.get(i);
            List<Token> tokens = new ArrayList<>(List.of(Token.word("known_name"), Token.word(HOST)));
            if (host.isWildcard()) {
                tokens.addAll(List.of(Token.word("-m"), Token.word("end")));
            }
            tokens.add(Token.word("--"));
            tokens.add(Token.value(
                    "hosts[" + i + "]", host.isWildcard() ? "." + host.base().text() : host.text()));
            nodes.add(line("acl", tokens));
        }
        nodes.add(words("http-request", "reject unless known_name"));
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

    private List<Node> responseHeaders() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(proxy)) {
            nodes.add(line(
                    "http-after-response",
                    Token.word(header.replaces() ? "set-header" : "add-header"),
                    Token.word(header.name()),
                    Token.text(header.value())));
        }
        return nodes;
    }

    /** A prefix in whole segments is the path itself or what is below it. */
    private static Node use(int index, Route route) {
        String field = "routes[" + index + "].path";
        List<Token> tokens = new ArrayList<>(List.of(Token.word(backend(index)), Token.word("if")));
        if (!route.path().isFolder()) {
            tokens.addAll(condition("path", Token.value(field, route.path().text())));
            tokens.add(Token.word("||"));
        }
        tokens.addAll(condition("path_beg", Token.value(field, route.path().below())));
        return line("use_backend", tokens);
    }

    private static List<Token> condition(String fetch, Token pattern) {
        return List.of(Token.word("{"), Token.word(fetch), Token.word("--"), pattern, Token.word("}"));
    }

    /** The key must be in the file, or beside it under the same name with {@code .key} behind. */
    private List<Token> certificate(CertificatePaths paths) {
        if (paths.bundle().isPresent()) {
            return file("certificate.bundle", paths.bundle().get());
        }
        boolean beside = paths.privateKey().toString().equals(paths.fullchain() + ".key");
        if (beside) {
            return file("certificate.fullchain", paths.fullchain());
        }
        rendering
                .problems()
                .add(
                        "certificate.bundle",
                        "HAProxy reads chain and key from one file, or the key from beside the chain as <fullchain>.key;"
                                + " name such a file with CertificatePaths.withBundle");
        return List.of();
    }

    private static List<Token> file(String field, Path path) {
        return List.of(Token.word("crt"), Token.value(field, path.toString()));
    }
}
