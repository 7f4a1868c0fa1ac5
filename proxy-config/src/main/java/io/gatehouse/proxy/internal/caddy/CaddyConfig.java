package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.IpAddress;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The blocks of a Caddyfile: global options, unknown names, plain HTTP, HTTPS. */
final class CaddyConfig {
    /** The first with {@code protocols}, and with forwarded headers that are not taken from strangers. */
    private static final ServerVersion OLDEST = new ServerVersion(2, 6, 0);

    private final Rendering rendering;
    private final ReverseProxy proxy;

    CaddyConfig(Rendering rendering) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        rendering.require("version", "\"protocols\" in its server options", OLDEST);
    }

    List<Node> nodes() {
        boolean plain = rendering.plainHttp();
        List<Node> nodes = new ArrayList<>(rendering.preamble(false));
        nodes.add(by(Rule.SURROUNDINGS, block("", List.of(), global())));
        nodes.add(blank());
        nodes.add(comment("Names that are not ours are turned away: without a certificate there is no handshake."));
        if (plain) {
            nodes.add(by(Rule.UNKNOWN_NAMES, anyName(Scheme.HTTP)));
            nodes.add(blank());
        }
        nodes.add(by(Rule.UNKNOWN_NAMES, anyName(Scheme.HTTPS)));
        if (plain) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            for (AcmeGroup group : AcmeGroup.of(rendering)) {
                nodes.add(by(Rule.HTTPS_ONLY, block("", addresses(Scheme.HTTP, group.sites()), plainHttp(group))));
            }
        }
        for (SiteScope scope : rendering.sites()) {
            nodes.add(blank());
            nodes.add(block("", addresses(Scheme.HTTPS, List.of(scope)), https(scope)));
        }
        return nodes;
    }

    private List<Node> global() {
        List<Node> nodes = new ArrayList<>();
        if (rendering.target().scratch().isPresent()) {
            nodes.add(comment("An instance of its own, to try the file: no port for administration."));
            nodes.add(words("admin", "off"));
            rendering
                    .target()
                    .scratch()
                    .ifPresent(scratch -> nodes.add(line(
                            "storage",
                            Token.word("file_system"),
                            Token.value("scratch", scratch.resolve("caddy").toString()))));
        }
        nodes.add(comment("Certificates and the redirect are laid down below."));
        nodes.add(words("auto_https", "off"));
        nodes.add(block("servers", List.of(), List.of(words("protocols", "h1 h2"))));
        return nodes;
    }

    private Node anyName(Scheme scheme) {
        int port = proxy.listeners(scheme).get(0).port();
        List<Node> content = new ArrayList<>(bind(scheme));
        content.add(Node.line("abort"));
        return block("", List.of(Token.word(scheme.text() + "://:" + port)), content);
    }

    private List<Token> addresses(Scheme scheme, List<SiteScope> sites) {
        int port = proxy.listeners(scheme).get(0).port();
        List<Token> tokens = new ArrayList<>();
        for (SiteScope scope : sites) {
            List<DomainName> hosts = scope.site().hosts();
            for (int i = 0; i < hosts.size(); i++) {
                tokens.add(Token.value(
                        scope.field("hosts[" + i + "]"),
                        scheme.text() + "://" + hosts.get(i).text() + ":" + port));
            }
        }
        return tokens;
    }

    /** A site without this listens on every address, whatever its name resolves to. */
    private List<Node> bind(Scheme scheme) {
        List<Token> tokens = proxy.listeners(scheme).stream()
                .map(Listener::address)
                .flatMap(Optional::stream)
                .map(IpAddress::text)
                .map(Token::word)
                .toList();
        return tokens.isEmpty() ? List.of() : List.of(forField("listeners", List.of(line("bind", tokens))));
    }

    private List<Node> plainHttp(AcmeGroup group) {
        List<Node> inOrder = new ArrayList<>();
        Token challenges = Token.text(AcmeChallenges.PATH + "*");
        if (group.acme() instanceof AcmeChallenges.Webroot webroot) {
            Node root = line(
                    "root",
                    Token.word("*"),
                    Token.value(group.field("acme.webroot"), webroot.folder().toString()));
            inOrder.add(block(
                    "handle",
                    List.of(challenges),
                    List.of(root, words("header", "Content-Type text/plain"), Node.line("file_server"))));
        } else if (group.acme() instanceof AcmeChallenges.HandOver handOver) {
            inOrder.add(line(
                    "reverse_proxy",
                    challenges,
                    Token.value(group.field("acme.handOver"), handOver.solver().url())));
        } else {
            inOrder.add(line("respond", challenges, Token.word(404)));
        }
        inOrder.add(words("redir", "https://{host}" + rendering.portInLinks() + "{uri} 301"));
        List<Node> nodes = new ArrayList<>(bind(Scheme.HTTP));
        nodes.add(words("header", "-Server"));
        nodes.add(block("route", List.of(), inOrder));
        return nodes;
    }

    private List<Node> https(SiteScope scope) {
        List<Node> nodes = new ArrayList<>(bind(Scheme.HTTPS));
        nodes.addAll(new CaddyTls(rendering, scope).directives());
        nodes.add(blank());
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        List<Node> headers = new ArrayList<>();
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Node node = line((header.replaces() ? "" : "+") + header.name(), Token.text(header.value()));
            headers.add(forField(scope.field(header.field()), List.of(node)));
        }
        nodes.add(forField(scope.field("headers"), List.of(block("header", List.of(), headers))));
        nodes.add(by(Rule.NO_BANNER, words("header", "-Server")));
        nodes.add(blank());
        nodes.addAll(new CaddyRoutes(rendering, scope).nodes());
        nodes.add(blank());
        nodes.add(by(
                Rule.ERRORS,
                block(
                        "handle_errors",
                        List.of(),
                        List.of(
                                words("header", "-Server"),
                                line("respond", Token.text("{err.status_code} {err.status_text}"))))));
        return nodes;
    }
}
