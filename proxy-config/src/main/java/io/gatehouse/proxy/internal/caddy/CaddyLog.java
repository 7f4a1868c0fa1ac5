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
import java.util.Optional;

/** Where requests are recorded, and without what. */
final class CaddyLog {
    private final Optional<AccessLog.ToFile> file;

    CaddyLog(Rendering rendering) {
        this.file = rendering
                .proxy()
                .accessLog()
                .filter(AccessLog.ToFile.class::isInstance)
                .map(AccessLog.ToFile.class::cast);
    }

    /** Failed requests stand in Caddy's own log whether others are recorded or not. */
    List<Node> global() {
        Node errors = block("log", List.of(Token.word("default")), List.of(format()));
        return file.map(log -> List.of(withoutTokens(), errors, forField("accessLog", List.of(access(log)))))
                .orElseGet(() -> List.of(withoutTokens(), errors));
    }

    private static Node access(AccessLog.ToFile log) {
        Token path = Token.value("accessLog.file", log.path().toString());
        return block(
                "log",
                List.of(Token.word("access")),
                List.of(words("include", "http.log.access"), line("output", Token.word("file"), path), format()));
    }

    /** What a site says to have its requests recorded. */
    List<Node> use() {
        return file.isPresent() ? List.of(forField("accessLog", List.of(Node.line("log")))) : List.of();
    }

    private static Node withoutTokens() {
        return comment("Tokens stand in queries and headers, so neither is written down.");
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
