package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where requests are recorded, and what of them: the path as it was asked for, without what stands behind it. */
final class NginxLog {
    private static final ServerVersion SYSLOG_WITHOUT_HOST = new ServerVersion(1, 9, 7);

    /** Where the packages of nginx.org and of the distributions keep it, and where images lead to their output. */
    private static final String USUAL = "/var/log/nginx/access.log";

    private final AccessLog log;
    private final Optional<Path> scratch;
    private final String format;
    private final String path;

    NginxLog(Rendering rendering, NginxNames names) {
        this.log = rendering.proxy().accessLog();
        this.format = names.of("log");
        this.path = "$" + names.of("path");
        this.scratch = rendering.target().scratch();
        if (log instanceof AccessLog.ToSyslog) {
            rendering.require("accessLog", "syslog without the host's name", SYSLOG_WITHOUT_HOST);
        }
        if (log instanceof AccessLog.Usual && scratch.isEmpty()) {
            rendering.note("Requests are recorded in " + USUAL
                    + "; where nginx has no such folder it does not start, and" + " AccessLog.file names another.");
        }
        rendering.note(
                log instanceof AccessLog.AsServerIsSetUp
                        ? "Requests are recorded as nginx is set up: in its own formats, which hold every token in a query."
                        : "nginx's error log holds whole request lines, queries included, of requests that fail;"
                                + " keep it from whoever should not read them.");
    }

    /** The format, if anything is recorded. */
    List<Node> nodes() {
        if (log instanceof AccessLog.AsServerIsSetUp || log instanceof AccessLog.Off) {
            return List.of();
        }
        List<Node> nodes = List.of(
                blank(),
                comment("Queries, cookies and referrers hold tokens, so none of them is recorded."),
                block(
                        "map",
                        List.of(Token.word("$request_uri"), Token.word(path)),
                        List.of(line("", Token.text("~^([^?#]*)"), Token.word("$1")))),
                line(
                        "log_format",
                        Token.word(format),
                        Token.text("$time_iso8601 $remote_addr $request_method " + path
                                + " $status $body_bytes_sent $request_time")));
        return List.of(forField("accessLog", nodes));
    }

    /** For each server block. */
    List<Node> ofServer() {
        if (log instanceof AccessLog.AsServerIsSetUp) {
            return List.of();
        }
        Node use = log instanceof AccessLog.Off
                ? words("access_log", "off")
                : line("access_log", place(), Token.word(format));
        return List.of(forField("accessLog", List.of(use)));
    }

    private Token place() {
        if (log instanceof AccessLog.ToFile file) {
            return Token.value("accessLog.file", file.path().toString());
        }
        if (log instanceof AccessLog.ToSyslog) {
            return Token.word("syslog:server=unix:/dev/log,nohostname,tag=nginx");
        }
        return scratch.map(folder ->
                        Token.value("scratch", folder.resolve("access.log").toString()))
                .orElse(Token.word(USUAL));
    }
}
