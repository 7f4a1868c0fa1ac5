package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Where requests are recorded, and without what. */
final class CaddyLog {
    private final AccessLog log;

    CaddyLog(Rendering rendering) {
        this.log = rendering.proxy().accessLog();
    }

    /** Failed requests stand in Caddy's own log whether others are recorded or not. */
    List<Node> global() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(comment("Tokens stand in queries and headers, so neither is written down."));
        nodes.add(block("log", List.of(Token.word("default")), List.of(format())));
        if (log instanceof AccessLog.ToFile file) {
            nodes.add(forField("accessLog", List.of(access(file))));
        }
        return nodes;
    }

    private static Node access(AccessLog.ToFile log) {
        Token path = Token.value("accessLog.file", log.path().toString());
        return block(
                "log",
                List.of(Token.word("access")),
                List.of(words("include", "http.log.access"), line("output", Token.word("file"), path), format()));
    }

    /** What a site says to have its requests recorded; in Caddy's own log, unless there is one for them. */
    List<Node> use() {
        return log instanceof AccessLog.Off ? List.of() : List.of(forField("accessLog", List.of(Node.line("log"))));
    }

    private static Node format() {
        return block(
                "format",
                List.of(Token.word("filter")),
                List.of(
                        words("wrap", "json"),
                        block(
                                "fields",
                                List.of(),
                                List.of(
                                        field("request>uri", Token.word("regexp"), Token.text("[?].*"), Token.text("")),
                                        field("request>headers", Token.word("delete")),
                                        field("resp_headers", Token.word("delete")),
                                        field("request>tls", Token.word("delete")),
                                        field("user_id", Token.word("delete"))))));
    }

    private static Node field(String name, Token... filter) {
        List<Token> tokens = new ArrayList<>(List.of(Token.word(name)));
        tokens.addAll(List.of(filter));
        return line("", tokens);
    }
}
