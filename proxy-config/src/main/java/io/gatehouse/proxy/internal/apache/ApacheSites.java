package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.Cidr;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Listener;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.MatchOrder;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The virtual hosts: unknown names, plain HTTP, and HTTPS for each site. */
final class ApacheSites {
    private static final ServerVersion HTTP2 = new ServerVersion(2, 4, 17);

    /** RFC 2606 reserves {@code .invalid}: no client ever asks for this name. */
    private static final String NOBODY = "nobody.invalid";

    private final Rendering rendering;
    private final ReverseProxy proxy;
    private final List<SiteScope> sites;
    private final ApacheUsers users;
    private final ApacheLog log;

    ApacheSites(Rendering rendering, ApacheUsers users) {
        this.rendering = rendering;
        this.users = users;
        this.log = new ApacheLog(rendering);
        this.proxy = rendering.proxy();
        this.sites = MatchOrder.of(rendering);
        TlsPart.requireAlike(rendering, ApacheTls.settledEarly(rendering));
        rendering.note("Apache cannot refuse a handshake: a foreign name is shown this certificate, then answered "
                + unknownStatus() + ".");
        rendering.note("The first virtual host answers unknown names, so this file must be the first one loaded.");
        rendering.note("Needed modules: " + String.join(", ", ApacheModules.of(rendering)) + ".");
        ApacheRefusals.check(rendering);
    }

    /** Prints one host after another, so that ten thousand need not be held at once. */
    void print(Consumer<Node> page) {
        boolean plain = rendering.plainHttp();
        rendering.preamble(true).forEach(page);
        page.accept(blank());
        page.accept(comment("How the server shows itself; these hold for every site on it."));
        page.accept(by(
                Rule.NO_BANNER,
                words("ServerTokens", "Prod"),
                words("ServerSignature", "Off"),
                words("TraceEnable", "Off")));
        page.accept(forField("trustedProxies", trustedProxies()));
        page.accept(forField("accessLog", log.format()));
        page.accept(forField("clientCertificates", ApacheTls.sessions(rendering)));
        page.accept(by(Rule.UPSTREAM_PROOF, ApacheUpstreamTls.systemTrust(rendering)));
        page.accept(forField("listeners", listen()));
        page.accept(blank());
        page.accept(comment("Names that are not ours are turned away."));
        if (plain) {
            page.accept(by(Rule.UNKNOWN_NAMES, virtualHost(Scheme.HTTP, unknownNames(Scheme.HTTP))));
            page.accept(blank());
        }
        page.accept(by(Rule.UNKNOWN_NAMES, virtualHost(Scheme.HTTPS, unknownNames(Scheme.HTTPS))));
        if (plain) {
            page.accept(blank());
            page.accept(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            plainGroups()
                    .forEach(group -> page.accept(by(Rule.HTTPS_ONLY, virtualHost(Scheme.HTTP, plainHttp(group)))));
        }
        for (SiteScope scope : sites) {
            page.accept(blank());
            page.accept(forField(scope.field("hosts"), List.of(virtualHost(Scheme.HTTPS, https(scope)))));
        }
    }

    /** The rightmost address that is none of theirs is the client's; from anyone else the header is no news. */
    private List<Node> trustedProxies() {
        List<Node> nodes = new ArrayList<>();
        List<Cidr> ranges = proxy.trustedProxies().ranges();
        for (int i = 0; i < ranges.size(); i++) {
            nodes.add(line(
                    "RemoteIPInternalProxy",
                    Token.value("trustedProxies[" + i + "]", ranges.get(i).toString())));
        }
        if (!nodes.isEmpty()) {
            nodes.add(0, blank());
            nodes.add(1, comment("Who the client is, these proxies in front may say, and nobody else."));
            nodes.add(2, words("RemoteIPHeader", "X-Forwarded-For"));
        }
        return nodes;
    }

    private String unknownStatus() {
        return proxy.unknownHosts() == UnknownHosts.NOT_FOUND ? "404" : "421";
    }

    /** Ports 80 and 443 on every address are the distribution's own; a second Listen for them would not start. */
    private List<Node> listen() {
        List<Node> nodes = new ArrayList<>();
        for (Scheme scheme : Scheme.values()) {
            for (Listener listener : proxy.listeners(scheme)) {
                boolean usual = listener.address().isEmpty() && listener.port() == scheme.defaultPort();
                if (!usual || rendering.target().scratch().isPresent()) {
                    String protocol = usual ? "" : " " + scheme.text();
                    nodes.add(words("Listen", listener.authority().orElseGet(() -> "" + listener.port()) + protocol));
                }
            }
        }
        if (!nodes.isEmpty()) {
            nodes.add(0, blank());
        }
        return nodes;
    }

    private Node virtualHost(Scheme scheme, List<Node> content) {
        List<Token> places = new ArrayList<>();
        for (Listener listener : proxy.listeners(scheme)) {
            places.add(Token.word(listener.authority().orElseGet(() -> "*:" + listener.port())));
        }
        return block("VirtualHost", places, content);
    }

    private List<Node> unknownNames(Scheme scheme) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("ServerName", NOBODY));
        if (scheme == Scheme.HTTPS) {
            nodes.add(blank());
            boolean nameFirst = !ApacheTls.settledEarly(rendering).contains(TlsPart.PROTOCOLS);
            nodes.add(comment("This host is asked before the name is known, so its "
                    + (nameFirst ? "curves" : "TLS settings") + " count for all."));
            ApacheTls tls = new ApacheTls(rendering, rendering.firstSite());
            nodes.addAll(tls.certificates());
            nodes.add(forField(rendering.firstSite().field("tls"), tls.settings()));
            nodes.add(blank());
        }
        nodes.add(forField("accessLog", log.nodes()));
        nodes.add(line("Redirect", Token.word(unknownStatus()), Token.text("/")));
        return nodes;
    }

    /** One host for all sites, or each its own: the hosts must stay in the order of the sites. */
    private List<AcmeGroup> plainGroups() {
        List<AcmeGroup> groups = AcmeGroup.of(rendering);
        return groups.size() == 1
                ? groups
                : sites.stream()
                        .map(scope -> new AcmeGroup(scope.site().acme(), List.of(scope)))
                        .toList();
    }

    private List<Node> plainHttp(AcmeGroup group) {
        List<Node> nodes = new ArrayList<>(serverNames(group.sites()));
        nodes.add(forField("accessLog", log.nodes()));
        nodes.add(blank());
        nodes.add(forField(group.field("acme"), acme(group)));
        nodes.add(blank());
        nodes.add(words("RewriteEngine", "On"));
        nodes.add(line(
                "RewriteRule", Token.word("^/[.]well-known/acme-challenge/"), Token.word("-"), Token.word("[END]")));
        nodes.add(line(
                "RewriteRule",
                Token.word("^"),
                Token.word("https://%{SERVER_NAME}" + rendering.portInLinks() + "%{REQUEST_URI}"),
                Token.word("[R=301,L]")));
        return nodes;
    }

    private static List<Node> acme(AcmeGroup group) {
        Token path = Token.text(AcmeChallenges.PATH);
        if (group.acme() instanceof AcmeChallenges.Webroot webroot) {
            String folder = webroot.folder() + AcmeChallenges.PATH;
            return List.of(
                    line("Alias", path, Token.value(group.field("acme.webroot"), folder)),
                    block(
                            "Location",
                            List.of(path),
                            List.of(words("Require", "all granted"), words("ForceType", "text/plain"))));
        }
        if (group.acme() instanceof AcmeChallenges.HandOver handOver) {
            String url = handOver.solver().url() + AcmeChallenges.PATH;
            return List.of(
                    words("ProxyPreserveHost", "On"),
                    line("ProxyPass", path, Token.value(group.field("acme.handOver"), url)));
        }
        return List.of(line("Redirect", Token.word("404"), path));
    }

    private List<Node> https(SiteScope scope) {
        ApacheTls tls = new ApacheTls(rendering, scope);
        List<Node> nodes = new ArrayList<>(serverNames(List.of(scope)));
        nodes.add(forField(scope.field("httpVersions"), List.of(protocols(scope))));
        nodes.add(forField("accessLog", log.nodes()));
        nodes.add(blank());
        nodes.addAll(tls.certificates());
        nodes.add(blank());
        nodes.add(forField(scope.field("tls"), tls.settings()));
        nodes.add(forField(scope.field("clientCertificates"), tls.clients()));
        nodes.add(blank());
        nodes.addAll(ApacheHeaders.ofAnswers(scope));
        nodes.add(blank());
        nodes.addAll(new ApacheRoutes(rendering, scope, users).nodes());
        return nodes;
    }

    private Node protocols(SiteScope scope) {
        if (!scope.site().httpVersions().contains(HttpVersion.HTTP_2)) {
            return words("Protocols", "http/1.1");
        }
        rendering.require(scope.field("httpVersions"), "HTTP/2", HTTP2);
        return words("Protocols", "h2 http/1.1");
    }

    /** A wildcard may only be an alias, so the first plain name leads, or a name nobody asks for. */
    private static List<Node> serverNames(List<SiteScope> sites) {
        List<Token> hosts =
                sites.stream().flatMap(scope -> scope.hosts().stream()).toList();
        int first = 0;
        while (first < hosts.size() && hosts.get(first).text().startsWith("*")) {
            first++;
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(
                first < hosts.size()
                        ? line("ServerName", hosts.get(first))
                        : words("ServerName", "wildcard." + NOBODY));
        for (int i = 0; i < hosts.size(); i++) {
            if (i != first) {
                nodes.add(line("ServerAlias", hosts.get(i)));
            }
        }
        return nodes;
    }
}
