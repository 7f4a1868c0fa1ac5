package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SecurityHeader;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers of every answer, once for all sites that send the same: each site needs them twice, for errors as well. */
final class CaddyHeaders {
    private final Map<List<SecurityHeader>, Shared> snippets = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    CaddyHeaders(Rendering rendering) {
        for (SiteScope scope : rendering.sites()) {
            Shared shared = snippets.computeIfAbsent(
                    SecurityHeader.of(scope.site()),
                    none -> new Shared("security_headers_" + (snippets.size() + 1), scope));
            names.add(shared.name());
        }
    }

    List<Node> snippets() {
        List<Node> nodes = new ArrayList<>();
        snippets.forEach((headers, shared) -> {
            nodes.add(comment(
                    "On every answer, in place of the application's own; its own content policy stays beside."));
            Node snippet =
                    block("", List.of(Token.word("(" + shared.name() + ")")), List.of(directive(headers, shared)));
            nodes.add(forField(shared.scope().field("headers"), List.of(snippet)));
            nodes.add(Node.blank());
        });
        return nodes;
    }

    /** The snippet's name, which is the same for all sites that send the same. */
    String snippet(SiteScope scope) {
        return names.get(scope.number() - 1);
    }

    Node use(SiteScope scope) {
        return forField(scope.field("headers"), List.of(words("import", snippet(scope))));
    }

    /** What is taken away makes Caddy wait for the whole answer before it sets the others. */
    private static Node directive(List<SecurityHeader> headers, Shared shared) {
        List<Node> nodes = new ArrayList<>();
        for (SecurityHeader header : headers) {
            Node node = line((header.replaces() ? "" : "+") + header.name(), Token.text(header.value()));
            nodes.add(forField(shared.scope().field(header.field()), List.of(node)));
        }
        nodes.add(by(Rule.NO_BANNER, Node.line("-Server")));
        return block("header", List.of(), nodes);
    }

    /** A snippet's name, and the first site that has it. */
    private record Shared(String name, SiteScope scope) {}
}
