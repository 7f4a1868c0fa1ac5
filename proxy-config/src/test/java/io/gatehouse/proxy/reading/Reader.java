package io.gatehouse.proxy.reading;

import java.util.List;

/** Reads one language. */
@FunctionalInterface
public interface Reader {
    /**
     * Reads a whole file.
     *
     * @throws UnreadableException if the server would refuse it, expand something in it, or could read it in two ways
     */
    List<Entry> read(String text);

    /** The reader for a dialect. */
    static Reader of(String dialect) {
        return switch (dialect) {
            case "nginx" -> text -> new NginxReader(text).read();
            case "apache" -> ApacheReader::read;
            case "haproxy" -> HaproxyReader::read;
            case "caddy" -> CaddyfileReader::read;
            case "caddy-json" -> JsonReader::read;
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    /** The reader for one of a dialect's files: its own language, or that of a list or of users beside it. */
    static Reader of(String dialect, String file) {
        if (!isList(file)) {
            return of(dialect);
        }
        return file.endsWith(".htpasswd") ? UsersReader::read : HaproxyListReader::read;
    }

    /** Whether a file beside the configuration is a list, in which no directive gives a word a meaning of its own. */
    static boolean isList(String file) {
        return file.endsWith(".htpasswd") || file.endsWith(".map") || file.endsWith(".list");
    }

    /** The file is not what it should be. */
    final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
