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
import java.util.function.IntFunction;

/** The blocks of a Caddyfile: global options, unknown names, plain HTTP, HTTPS. */
final class CaddyConfig {
    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final CaddyHeaders headers;
    private final CaddyLog log;

    CaddyConfig(Rendering rendering) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        this.headers = new CaddyHeaders(rendering);
        this.log = new CaddyLog(rendering);
        CaddyRefusals.find(rendering);
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(rendering.preamble(false));
        nodes.add(by(Rule.SURROUNDINGS, new CaddyGlobal(rendering).options()));
        nodes.add(blank());
        nodes.addAll(headers.snippets());
        unknownHosts(nodes);
        if (rendering.plainHttp()) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            List<AcmeGroup> groups = AcmeGroup.of(rendering);
            List<List<SiteScope>> sites = groups.stream().map(AcmeGroup::sites).toList();
            nodes.add(by(Rule.HTTPS_ONLY, blocks(Scheme.HTTP, sites, i -> plainHttp(groups.get(i)))));
        }
        List<List<SiteScope>> groups = CaddySites.alike(rendering);
        nodes.add(blank());
        nodes.addAll(blocks(Scheme.HTTPS, groups, i -> https(groups.get(i).get(0))));
        return nodes;
    }

    private void unknownHosts(List<Node> nodes) {
        if (proxy.unknownHosts() == UnknownHosts.REFUSED) {
            nodes.add(comment("Names that are not ours are turned away: without a certificate there is no handshake."));
        } else {
            nodes.add(comment("Names that are not ours find nothing."));
        }
        if (rendering.plainHttp()) {
            nodes.add(by(Rule.UNKNOWN_NAMES, unknownHosts(Scheme.HTTP)));
            nodes.add(blank());
        }
        nodes.add(by(Rule.UNKNOWN_NAMES, unknownHosts(Scheme.HTTPS)));
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
    private List<Node> blocks(Scheme scheme, List<List<SiteScope>> groups, IntFunction<List<Node>> contents) {
        CaddyAddresses addresses =
                new CaddyAddresses(scheme, proxy.listeners(scheme).get(0).port(), groups);
        List<Node> blocks = new ArrayList<>();
        List<Node> parted = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Node> content = contents.apply(i);
            List<List<Token>> heads = addresses.of(i, groups.get(i));
            blocks.add(block("", heads.get(0), content));
            heads.stream().skip(1).forEach(head -> parted.add(block("", head, content)));
        }
        blocks.addAll(parted);
        List<Node> nodes = new ArrayList<>();
        for (Node node : blocks) {
            if (!nodes.isEmpty()) {
                nodes.add(blank());
            }
            nodes.add(node);
        }
        return nodes;
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
        List<Node> nodes = new ArrayList<>(bind(Scheme.HTTPS));
        nodes.addAll(new CaddyTls(rendering, scope).directives());
        nodes.addAll(log.use());
        nodes.add(headers.use(scope));
        nodes.add(blank());
        nodes.addAll(new CaddyRoutes(rendering, scope).nodes());
        nodes.add(blank());
        Node status = line("respond", Token.text("{err.status_code} {err.status_text}"));
        nodes.add(by(Rule.ERRORS, block("handle_errors", List.of(), List.of(headers.use(scope), status))));
        return nodes;
    }
}
