package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The headers of a site's answers, those that HAProxy makes itself included. */
final class HaproxyHeaders {
    private HaproxyHeaders() {}

    static List<Node> of(Rendering rendering, SiteGroup group) {
        SiteScope scope = group.first();
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Node node = line(
                    "http-after-response",
                    Token.word(header.replaces() ? "set-header" : "add-header"),
                    Token.word(header.name()),
                    Token.text(literal(header.value())));
            nodes.add(forField(scope.field(header.field()), List.of(node)));
        }
        if (HaproxySites.speaksHttp3(group)) {
            String here = "h3=\":" + rendering.proxy().httpsPort() + "\"; ma=86400";
            nodes.add(line(
                    "http-after-response",
                    Token.word("set-header"),
                    Token.word("Alt-Svc"),
                    Token.value(scope.field("httpVersions"), here)));
        }
        return nodes;
    }

    /** A text that stands where HAProxy would expand {@code %}. */
    static String literal(String text) {
        return text.replace("%", "%%");
    }
}
