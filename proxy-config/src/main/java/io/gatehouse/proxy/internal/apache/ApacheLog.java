package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;

import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The access log. */
final class ApacheLog {
    private static final Token NAME = Token.word("gatehouse");

    /** Neither the first line of the request nor its query; the path stands last, since blanks in it are decoded. */
    private static final Token FORMAT = Token.text("%{%Y-%m-%dT%H:%M:%S%z}t %a %m %>s %B %{ms}T %v %U");

    private static final ServerVersion IF_FILE = new ServerVersion(2, 4, 34);
    private static final String DEBIAN = "/var/log/apache2";

    /** Below the server's root: as httpd comes, Fedora packs it and images hold it. */
    private static final String USUAL = "logs/access_log";

    private final AccessLog log;
    private final Optional<Path> scratch;

    ApacheLog(Rendering rendering) {
        this.log = rendering.proxy().accessLog();
        this.scratch = rendering.target().scratch();
        if (log instanceof AccessLog.ToSyslog) {
            rendering.refuse(
                    "accessLog",
                    "is syslog, which Apache reaches through another program only; give a file, or another server");
        }
        if (isLookedFor()) {
            rendering.require("accessLog", "IfFile, to look for its usual place", IF_FILE);
        }
        if (log instanceof AccessLog.AsServerIsSetUp) {
            rendering.note("Requests are recorded as Apache is set up: its own formats hold every token in a query.");
        }
    }

    /** How a line is made, and where Apache keeps it: once for the server. */
    List<Node> format() {
        List<Node> nodes = new ArrayList<>();
        if (log instanceof AccessLog.AsServerIsSetUp) {
            return nodes;
        }
        nodes.add(blank());
        nodes.add(comment("Time, client, method, status, bytes, milliseconds, host and path; never the query."));
        nodes.add(line("LogFormat", FORMAT, NAME));
        if (isLookedFor()) {
            nodes.add(line("Define", Token.word("gatehouse_log"), Token.text(USUAL)));
            nodes.add(block(
                    "IfFile",
                    List.of(Token.text(DEBIAN)),
                    List.of(line("Define", Token.word("gatehouse_log"), Token.text(DEBIAN + "/access.log")))));
        }
        return nodes;
    }

    /** Said in every host, since one that says nothing writes to the log of the server around it, query and all. */
    List<Node> nodes() {
        return log instanceof AccessLog.AsServerIsSetUp ? List.of() : List.of(line("CustomLog", place(), NAME));
    }

    private boolean isLookedFor() {
        return log instanceof AccessLog.Usual && scratch.isEmpty();
    }

    private Token place() {
        if (log instanceof AccessLog.ToFile file) {
            return Token.value("accessLog.file", file.path().toString());
        }
        if (log instanceof AccessLog.Usual) {
            return scratch.map(folder ->
                            Token.value("scratch", folder.resolve("access.log").toString()))
                    .orElse(Token.text("${gatehouse_log}"));
        }
        return Token.text("/dev/null");
    }
}
