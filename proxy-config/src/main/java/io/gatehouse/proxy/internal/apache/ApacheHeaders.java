package io.gatehouse.proxy.internal.apache;

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
import java.util.List;

/** What clients are told beside the answer, and what the application is told beside the request. */
final class ApacheHeaders {
    private ApacheHeaders() {}

    /** The application's headers are in the table "onsuccess", those for every answer in "always". */
    static List<Node> ofAnswers(SiteScope scope) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("On every answer, errors included; the application's own copies are dropped."));
        for (SecurityHeader header : SecurityHeader.of(scope.site())) {
            Token name = Token.word(header.name());
            List<Node> lines = new ArrayList<>();
            if (header.replaces()) {
                lines.add(line("Header", Token.word("onsuccess"), Token.word("unset"), name));
            }
            Token action = Token.word(header.replaces() ? "set" : "add");
            // A percent sign would begin a format.
            Token value =
                    Token.value(scope.field(header.field()), header.value().replace("%", "%%"));
            lines.add(line("Header", Token.word("always"), action, name, value));
            nodes.add(forField(scope.field(header.field()), lines));
        }
        return nodes;
    }

    static List<Node> ofRequests(Rendering rendering) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment(
                "What the application is told about the client; what the client says of itself is not passed on."));
        String port = rendering.portInLinks();
        nodes.add(by(
                Rule.FORWARDED,
                words("ProxyPreserveHost", "On"),
                words("ProxyAddHeaders", "Off"),
                set("Host", "expr=%{SERVER_NAME}" + port),
                set("X-Real-IP", "expr=%{REMOTE_ADDR}"),
                set("X-Forwarded-For", "expr=%{REMOTE_ADDR}"),
                set("X-Forwarded-Proto", "https"),
                set("X-Forwarded-Host", "expr=%{SERVER_NAME}" + port),
                words("RequestHeader", "unset Forwarded")));
        nodes.add(by(Rule.UPGRADES, words("RequestHeader", "unset Upgrade env=!gatehouse_websocket")));
        return nodes;
    }

    private static Node set(String name, String value) {
        return line("RequestHeader", Token.word("set"), Token.word(name), Token.text(value));
    }
}
