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

    /** The reader for one of a dialect's files: HAProxy keeps maps and lists in a language of their own. */
    static Reader of(String dialect, String file) {
        return dialect.equals("haproxy") && !file.endsWith(".cfg") ? HaproxyListReader::read : of(dialect);
    }

    /** The file is not what it should be. */
    final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
