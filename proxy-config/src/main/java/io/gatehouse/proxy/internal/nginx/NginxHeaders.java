package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Cidr;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** What browsers are told on every answer, and applications on every request. */
final class NginxHeaders {
    private static final String ALT_SVC = "h3=\":%d\"; ma=86400";

    private final Rendering rendering;
    private final String host;

    NginxHeaders(Rendering rendering) {
        this.rendering = rendering;
        this.host = rendering.portInLinks().isEmpty() ? "$host" : "$host:$server_port";
    }

    /** On the server and never in a location, where one more {@code add_header} would discard these. */
    List<Node> ofAnswers(SiteScope scope, boolean asksApplications) {
        Site site = scope.site();
        List<SecurityHeader> headers = SecurityHeader.of(site);
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : headers) {
            Node node = line("add_header", Token.word(header.name()), Token.text(header.value()), Token.word("always"));
            nodes.add(forField(scope.field(header.field()), List.of(node)));
        }
        if (site.httpVersions().contains(HttpVersion.HTTP_3)) {
            String value = ALT_SVC.formatted(rendering.proxy().httpsPort());
            nodes.add(line(
                    "add_header",
                    Token.word("Alt-Svc"),
                    Token.value(scope.field("httpVersions"), value),
                    Token.word("always")));
        }
        if (asksApplications) {
            headers.stream()
                    .filter(SecurityHeader::replaces)
                    .forEach(header -> nodes.add(
                            forField(scope.field(header.field()), List.of(words("proxy_hide_header", header.name())))));
        }
        return nodes;
    }

    /**
     * All of them wherever one is set, since one more would discard those of the server. A client's own word on where it
     * comes from is not passed on; {@code $remote_addr} is what trusted hops say.
     *
     * @param connection empty where connections stay open for the next request
     */
    Node ofRequests(String connection) {
        return by(
                Rule.FORWARDED,
                line("proxy_set_header", Token.word("Connection"), Token.text(connection)),
                words("proxy_set_header", "Host " + host),
                words("proxy_set_header", "X-Real-IP $remote_addr"),
                words("proxy_set_header", "X-Forwarded-For $remote_addr"),
                words("proxy_set_header", "X-Forwarded-Proto https"),
                words("proxy_set_header", "X-Forwarded-Host " + host),
                line("proxy_set_header", Token.word("Forwarded"), Token.text("")));
    }

    /** Where the client's address is taken from, if there are hops in front. */
    List<Node> trustedHops() {
        List<Cidr> ranges = rendering.proxy().trustedProxies().ranges();
        if (ranges.isEmpty()) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(Node.blank());
        nodes.add(comment("These hops are believed when they say for whom they ask; nobody else is."));
        for (int i = 0; i < ranges.size(); i++) {
            nodes.add(line(
                    "set_real_ip_from",
                    Token.value(
                            "trustedProxies.ranges[" + i + "]", ranges.get(i).toString())));
        }
        nodes.add(words("real_ip_header", "X-Forwarded-For"));
        nodes.add(words("real_ip_recursive", "on"));
        return List.of(forField("trustedProxies", nodes));
    }
}
