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
import java.util.List;
import java.util.Optional;

/** Where requests are recorded, and what of them: the path as it was asked for, without what stands behind it. */
final class NginxLog {
    private static final ServerVersion SYSLOG_WITHOUT_HOST = new ServerVersion(1, 9, 7);

    private final Optional<AccessLog> log;
    private final String format;
    private final String path;

    NginxLog(Rendering rendering, NginxNames names) {
        this.log = rendering.proxy().accessLog();
        this.format = names.of("log");
        this.path = "$" + names.of("path");
        if (log.filter(some -> some instanceof AccessLog.ToSyslog).isPresent()) {
            rendering.require("accessLog", "syslog without the host's name", SYSLOG_WITHOUT_HOST);
        }
        if (log.isPresent()) {
            rendering.note("nginx's error log holds whole request lines, queries included, of requests that fail;"
                    + " keep it from whoever should not read them.");
        }
    }

    /** The format, if anything is recorded. */
    List<Node> nodes() {
        if (log.isEmpty() || log.get() instanceof AccessLog.Off) {
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
        return log.map(some -> List.of(forField("accessLog", List.of(ofServer(some)))))
                .orElse(List.of());
    }

    private Node ofServer(AccessLog some) {
        if (some instanceof AccessLog.ToFile file) {
            return line("access_log", Token.value("accessLog.file", file.path().toString()), Token.word(format));
        }
        return some instanceof AccessLog.Off
                ? words("access_log", "off")
                : words("access_log", "syslog:server=unix:/dev/log,nohostname,tag=nginx " + format);
    }
}
