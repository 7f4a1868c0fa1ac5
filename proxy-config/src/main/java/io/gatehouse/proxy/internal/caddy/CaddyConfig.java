package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.core.IpAddress;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The blocks of a Caddyfile: global options, unknown names, plain HTTP, HTTPS. */
final class CaddyConfig {
    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final CaddyHeaders headers;
    private final CaddyLog log;
    private final CaddyOrigin origin;

    CaddyConfig(Rendering rendering) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        this.headers = new CaddyHeaders(rendering);
        this.log = new CaddyLog(rendering);
        this.origin = new CaddyOrigin(rendering);
        CaddyRefusals.find(rendering);
    }

    /** Prints one block after another, so that ten thousand need not be held at once. */
    void print(Consumer<Node> page) {
        rendering.preamble(false).forEach(page);
        page.accept(by(Rule.SURROUNDINGS, new CaddyGlobal(rendering).options()));
        page.accept(blank());
        headers.snippets().forEach(page);
        unknownHosts(page);
        if (rendering.plainHttp()) {
            page.accept(blank());
            page.accept(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            List<AcmeGroup> groups = AcmeGroup.of(rendering);
            List<List<SiteScope>> sites = groups.stream().map(AcmeGroup::sites).toList();
            blocks(Scheme.HTTP, sites, i -> plainHttp(groups.get(i)), block -> page.accept(by(Rule.HTTPS_ONLY, block)));
        }
        List<List<SiteScope>> groups = CaddySites.alike(rendering, headers);
        page.accept(blank());
        blocks(Scheme.HTTPS, groups, i -> https(groups.get(i).get(0)), page);
    }

    private void unknownHosts(Consumer<Node> page) {
        if (proxy.unknownHosts() == UnknownHosts.REFUSED) {
            page.accept(
                    comment("Names that are not ours are turned away: without a certificate there is no handshake."));
        } else {
            page.accept(comment("Names that are not ours find nothing."));
        }
        if (rendering.plainHttp()) {
            page.accept(by(Rule.UNKNOWN_NAMES, unknownHosts(Scheme.HTTP)));
            page.accept(blank());
        }
        page.accept(by(Rule.UNKNOWN_NAMES, unknownHosts(Scheme.HTTPS)));
    }

    private Node unknownHosts(Scheme scheme) {
        List<Node> content = new ArrayList<>(bind(scheme));
        content.addAll(log.use());
        if (proxy.unknownHosts() == UnknownHosts.REFUSED) {
            content.add(Node.line("abort"));
        } else {
            if (scheme == Scheme.HTTPS) {
                content.addAll(new CaddyTls(rendering, rendering.firstSite()).forUnknownHosts());
            }
            content.add(by(Rule.NO_BANNER, words("header", "-Server")));
            content.add(words("respond", "404"));
        }
        int port = proxy.listeners(scheme).get(0).port();
        return block("", List.of(Token.word(scheme.text() + "://:" + port)), content);
    }

    /** Wildcards that had to be parted from their sites come behind the names that they would take. */
    private void blocks(
            Scheme scheme, List<List<SiteScope>> groups, IntFunction<List<Node>> contents, Consumer<Node> page) {
        CaddyAddresses addresses =
                new CaddyAddresses(scheme, proxy.listeners(scheme).get(0).port(), groups);
        List<Node> parted = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Node> content = contents.apply(i);
            List<List<Token>> heads = addresses.of(i, groups.get(i));
            if (i > 0) {
                page.accept(blank());
            }
            page.accept(block("", heads.get(0), content));
            heads.stream().skip(1).forEach(head -> parted.add(block("", head, content)));
        }
        for (Node block : parted) {
            page.accept(blank());
            page.accept(block);
        }
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
                    "route",
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
        nodes.addAll(log.use());
        nodes.add(by(Rule.NO_BANNER, words("header", "-Server")));
        nodes.add(block("route", List.of(), inOrder));
        return nodes;
    }

    private List<Node> https(SiteScope scope) {
        Node sent = headers.use(scope);
        List<Node> nodes = new ArrayList<>(bind(Scheme.HTTPS));
        nodes.addAll(new CaddyTls(rendering, scope).directives());
        nodes.addAll(log.use());
        nodes.add(sent);
        nodes.add(blank());
        nodes.addAll(new CaddyRoutes(rendering, scope, origin).nodes());
        nodes.add(blank());
        Node status = line("respond", Token.text("{err.status_code} {err.status_text}"));
        nodes.add(by(Rule.ERRORS, block("handle_errors", List.of(), List.of(sent, status))));
        return nodes;
    }
}
