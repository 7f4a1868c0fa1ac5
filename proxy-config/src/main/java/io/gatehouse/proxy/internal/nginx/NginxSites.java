package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The server blocks: unknown names, plain HTTP, and HTTPS for each site. */
final class NginxSites {
    private static final ServerVersion REJECT_HANDSHAKE = new ServerVersion(1, 19, 4);
    private static final ServerVersion HTTP2_DIRECTIVE = new ServerVersion(1, 25, 1);
    private static final ServerVersion HTTP2_ON_LISTEN = new ServerVersion(1, 9, 5);

    private final Rendering rendering;
    private final ReverseProxy proxy;

    NginxSites(Rendering rendering) {
        this.rendering = rendering;
        this.proxy = rendering.proxy();
        rendering.requireOneTlsPolicy();
        rendering.require("listeners", "HTTP/2", HTTP2_ON_LISTEN);
        int bucket = NginxStandalone.bucketFor(proxy);
        if (bucket > NginxStandalone.DEFAULT_BUCKET) {
            rendering.note("A host name this long needs server_names_hash_bucket_size " + bucket
                    + " in the http block; nginx does not start without it.");
        }
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(rendering.preamble(true));
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
        for (SiteScope scope : rendering.sites()) {
            nodes.add(blank());
            nodes.add(forField(scope.field("hosts"), List.of(block("server", List.of(), https(scope)))));
        }
        return nodes;
    }

    private List<Node> unknownNames(Scheme scheme) {
        List<Node> nodes = new ArrayList<>(List.of(forField("listeners", listen(scheme, true))));
        nodes.add(words("server_name", "_"));
        if (scheme == Scheme.HTTPS) {
            nodes.add(blank());
            nodes.add(comment("This server is asked before the name is known, so its TLS settings count for all."));
            NginxTls tls = new NginxTls(rendering, rendering.firstSite());
            nodes.add(forField(rendering.firstSite().field("tls"), tls.settings()));
            if (rendering.has(REJECT_HANDSHAKE)) {
                nodes.add(words("ssl_reject_handshake", "on"));
            } else {
                nodes.addAll(tls.certificates());
                rendering.note("nginx " + rendering.target().version() + " cannot refuse a handshake (it came with "
                        + REJECT_HANDSHAKE + "): a foreign name is shown this certificate before it is cut off.");
            }
        }
        nodes.add(blank());
        nodes.add(words("return", "444"));
        return nodes;
    }

    private List<Node> plainHttp(AcmeGroup group) {
        List<Node> nodes = new ArrayList<>(List.of(forField("listeners", listen(Scheme.HTTP, false))));
        group.sites().forEach(scope -> nodes.add(line("server_name", scope.hosts())));
        nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
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

    private List<Node> https(SiteScope scope) {
        NginxTls tls = new NginxTls(rendering, scope);
        List<Node> nodes = new ArrayList<>(List.of(forField("listeners", listen(Scheme.HTTPS, false))));
        nodes.add(line("server_name", scope.hosts()));
        nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        nodes.add(blank());
        nodes.addAll(tls.certificates());
        nodes.add(blank());
        nodes.add(forField(scope.field("tls"), tls.settings()));
        nodes.add(blank());
        nodes.addAll(NginxRoutes.responseHeaders(scope));
        nodes.add(blank());
        nodes.addAll(new NginxRoutes(rendering, scope).nodes());
        return nodes;
    }

    private List<Node> listen(Scheme scheme, boolean isDefault) {
        boolean tlsHere = scheme == Scheme.HTTPS;
        boolean http2Here = tlsHere && !rendering.has(HTTP2_DIRECTIVE);
        List<Node> nodes = new ArrayList<>();
        for (Listener listener : proxy.listeners(scheme)) {
            List<String> places = listener.authority()
                    .map(List::of)
                    .orElseGet(() -> List.of(Integer.toString(listener.port()), "[::]:" + listener.port()));
            for (String place : places) {
                nodes.add(words(
                        "listen",
                        place
                                + (tlsHere ? " ssl" : "")
                                + (http2Here ? " http2" : "")
                                + (isDefault ? " default_server" : "")));
            }
        }
        if (tlsHere && rendering.has(HTTP2_DIRECTIVE)) {
            nodes.add(words("http2", "on"));
        }
        return nodes;
    }
}
