package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The server blocks: unknown names, plain HTTP, and HTTPS for each site. */
final class NginxSites {
    private static final ServerVersion REJECT_HANDSHAKE = new ServerVersion(1, 19, 4);

    private final Rendering rendering;
    private final NginxShared shared;
    private final NginxListeners listeners;
    private final boolean sessionsCross;

    NginxSites(Rendering rendering) {
        this.rendering = rendering;
        this.shared = NginxShared.of(rendering);
        this.listeners = new NginxListeners(rendering);
        this.sessionsCross = NginxTls.sessionsCross(rendering);
        TlsPart.requireAlike(rendering, NginxTls.SETTLED_EARLY);
        int bucket = NginxStandalone.bucketFor(rendering.proxy());
        if (bucket > NginxStandalone.DEFAULT_BUCKET) {
            rendering.note("A host name this long needs server_names_hash_bucket_size " + bucket
                    + " in the http block; nginx does not start without it.");
        }
        int hash = NginxStandalone.hashFor(rendering.proxy());
        if (hash > NginxStandalone.DEFAULT_HASH) {
            rendering.note("So many host names want server_names_hash_max_size " + hash
                    + " in the http block; without it nginx warns and finds them more slowly.");
        }
    }

    List<Node> nodes() {
        List<Node> servers = servers();
        List<Node> nodes = new ArrayList<>(rendering.preamble(true));
        nodes.addAll(shared.nodes());
        nodes.addAll(servers);
        return nodes;
    }

    /** The files that the server blocks name. */
    void printUsers() {
        shared.users().print();
    }

    private List<Node> servers() {
        List<Node> nodes = new ArrayList<>();
        boolean plain = rendering.plainHttp();
        nodes.add(blank());
        nodes.add(comment("Names that are not ours are turned away."));
        if (plain) {
            nodes.add(by(Rule.UNKNOWN_NAMES, block("server", List.of(), unknownNames(Scheme.HTTP))));
            nodes.add(blank());
        }
        nodes.add(by(Rule.UNKNOWN_NAMES, block("server", List.of(), unknownNames(Scheme.HTTPS))));
        if (plain) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            AcmeGroup.of(rendering)
                    .forEach(group -> nodes.add(by(Rule.HTTPS_ONLY, block("server", List.of(), plainHttp(group)))));
        }
        for (List<SiteScope> alike : NginxLikeness.of(rendering.sites())) {
            nodes.add(blank());
            nodes.add(forField(alike.get(0).field("hosts"), List.of(block("server", List.of(), https(alike)))));
        }
        return nodes;
    }

    private List<Node> unknownNames(Scheme scheme) {
        boolean refused = rendering.proxy().unknownHosts() == UnknownHosts.REFUSED;
        List<Node> nodes = new ArrayList<>();
        if (scheme == Scheme.HTTPS) {
            nodes.addAll(listeners.httpsForOthers());
        } else {
            nodes.add(listeners.http(true));
        }
        nodes.add(words("server_name", "_"));
        nodes.addAll(shared.log().ofServer());
        if (!refused) {
            nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        }
        if (scheme == Scheme.HTTPS) {
            nodes.add(blank());
            nodes.add(
                    comment(
                            "This server is asked before the name is known, so of its TLS settings all but the ciphers count for all."));
            nodes.addAll(handshake(refused));
        }
        nodes.add(blank());
        Node answer = words("return", refused ? "444" : "404");
        nodes.add(refused ? answer : forField("unknownHosts", List.of(answer)));
        return nodes;
    }

    private List<Node> handshake(boolean refused) {
        NginxTls tls = new NginxTls(rendering, rendering.firstSite(), sessionsCross);
        List<Node> nodes = new ArrayList<>();
        nodes.add(forField(rendering.firstSite().field("tls"), tls.settings()));
        if (refused && rendering.has(REJECT_HANDSHAKE)) {
            nodes.add(words("ssl_reject_handshake", "on"));
            return nodes;
        }
        nodes.addAll(tls.certificates());
        if (refused) {
            rendering.note("nginx " + rendering.target().version() + " cannot refuse a handshake (it came with "
                    + REJECT_HANDSHAKE + "): a foreign name is shown this certificate before it is cut off.");
        }
        return nodes;
    }

    private List<Node> plainHttp(AcmeGroup group) {
        List<Node> nodes = new ArrayList<>(List.of(listeners.http(false)));
        group.sites().forEach(scope -> nodes.add(line("server_name", scope.hosts())));
        nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        nodes.addAll(shared.log().ofServer());
        nodes.addAll(shared.headers().trustedHops());
        nodes.add(blank());
        nodes.add(block(
                "location",
                List.of(Token.word("^~"), Token.text(AcmeChallenges.PATH)),
                List.of(forField(group.field("acme"), acme(group)))));
        nodes.add(blank());
        nodes.add(block(
                "location",
                List.of(Token.word("/")),
                List.of(words("return", "301 https://$host" + rendering.portInLinks() + "$request_uri"))));
        return nodes;
    }

    private static List<Node> acme(AcmeGroup group) {
        if (group.acme() instanceof AcmeChallenges.Webroot webroot) {
            return List.of(
                    words("default_type", "text/plain"),
                    line(
                            "root",
                            Token.value(
                                    group.field("acme.webroot"),
                                    webroot.folder().toString())));
        }
        if (group.acme() instanceof AcmeChallenges.HandOver handOver) {
            return List.of(
                    line(
                            "proxy_pass",
                            Token.value(
                                    group.field("acme.handOver"),
                                    handOver.solver().url())),
                    words("proxy_set_header", "Host $host"));
        }
        return List.of(words("return", "404"));
    }

    /** One block for all that differ in their names alone. */
    private List<Node> https(List<SiteScope> alike) {
        SiteScope scope = alike.get(0);
        NginxTls tls = new NginxTls(rendering, scope, sessionsCross);
        List<Node> nodes = new ArrayList<>(listeners.https(scope));
        alike.forEach(one -> nodes.add(line("server_name", one.hosts())));
        nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        nodes.addAll(shared.log().ofServer());
        nodes.addAll(shared.headers().trustedHops());
        nodes.add(blank());
        nodes.addAll(tls.certificates());
        nodes.add(blank());
        nodes.add(forField(scope.field("tls"), tls.settings()));
        nodes.addAll(tls.clients());
        nodes.add(blank());
        nodes.addAll(shared.headers().ofAnswers(scope, NginxRoutes.asksApplications(scope)));
        nodes.add(blank());
        nodes.addAll(new NginxRoutes(rendering, scope, shared).nodes());
        return nodes;
    }
}
