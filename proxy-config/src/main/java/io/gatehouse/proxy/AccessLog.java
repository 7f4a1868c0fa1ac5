package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where requests are recorded: time, client address, method, path, status, bytes, duration. Never the query,
 * {@code Authorization}, {@code Cookie}, or the query in {@code Referer}, which is where tokens stand.
 */
public sealed interface AccessLog {
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
}
