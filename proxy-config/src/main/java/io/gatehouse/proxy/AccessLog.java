package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where requests are recorded: time, client address, method, path, status, bytes, duration. Never the query,
 * {@code Authorization}, {@code Cookie}, or the query in {@code Referer}, which is where tokens stand.
 * {@link #asServerIsSetUp()} alone promises nothing of this.
 */
public sealed interface AccessLog {
    /**
     * Where the server's packages put it, which is what {@link ReverseProxy} does when nothing is said: nginx in
     * {@code /var/log/nginx/access.log}, Apache in Debian's {@code /var/log/apache2/access.log} or else in
     * {@code logs/access_log} of its root, HAProxy in syslog, Caddy in its own log. A standalone instance keeps it in its
     * scratch folder, or says it on its standard error.
     */
    static AccessLog usual() {
        return new Usual();
    }

    /** Lines in a file. */
    static AccessLog file(Path path) {
        return new ToFile(path);
    }

    /** The machine's own syslog. */
    static AccessLog syslog() {
        return new ToSyslog();
    }

    /** Nowhere. */
    static AccessLog off() {
        return new Off();
    }

    /**
     * As the server is set up beside the printed files. <b>Its own formats hold whole request lines, and with them every
     * token in a query.</b> HAProxy and Caddy have no set-up beside their file, and refuse it.
     */
    static AccessLog asServerIsSetUp() {
        return new AsServerIsSetUp();
    }

    /** Where the server's packages put it. */
    record Usual() implements AccessLog {}

    /**
     * Lines in a file.
     *
     * @param path an absolute path
     */
    record ToFile(Path path) implements AccessLog {
        /** Refuses null. */
        public ToFile {
            Objects.requireNonNull(path, "path");
        }
    }

    /** The machine's own syslog. */
    record ToSyslog() implements AccessLog {}

    /** Nowhere. */
    record Off() implements AccessLog {}

    /** As the server is set up, tokens included. */
    record AsServerIsSetUp() implements AccessLog {}
}
