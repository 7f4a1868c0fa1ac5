package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.util.List;
import java.util.Optional;

/** The access log. */
final class ApacheLog {
    private static final Token NAME = Token.word("gatehouse");

    /** Neither the first line of the request nor its query; the path stands last, since blanks in it are decoded. */
    private static final Token FORMAT = Token.text("%{%Y-%m-%dT%H:%M:%S%z}t %a %m %>s %B %{ms}T %v %U");

    private final Optional<AccessLog> log;

    ApacheLog(Rendering rendering) {
        this.log = rendering.proxy().accessLog();
        if (log.filter(AccessLog.ToSyslog.class::isInstance).isPresent()) {
            rendering.refuse(
                    "accessLog",
                    "is syslog, which Apache reaches through another program only; give a file, or another server");
        }
    }

    /** How a line is made, once for the server. */
    List<Node> format() {
        return log.isEmpty()
                ? List.of()
                : List.of(
                        blank(),
                        comment("Time, client, method, status, bytes, milliseconds, host and path; never the query."),
                        line("LogFormat", FORMAT, NAME));
    }

    /** Said in every host, since one that says nothing writes to the log of the server around it, query and all. */
    List<Node> nodes() {
        return log.stream().map(ApacheLog::node).toList();
    }

    private static Node node(AccessLog log) {
        Token place = log instanceof AccessLog.ToFile file
                ? Token.value("accessLog.file", file.path().toString())
                : Token.text("/dev/null");
        return line("CustomLog", place, NAME);
    }
}
