package io.gatehouse.proxy;

import java.time.Duration;

/** What the connections of a route are like, which decides how long they may be silent. */
public enum RouteKind {
    /** Requests and answers. */
    PLAIN(Duration.ofMinutes(1)),
    /** A request here may become a WebSocket (RFC 6455); elsewhere the upgrade is not passed on. */
    WEB_SOCKET(Duration.ofHours(1)),
    /** Server-sent events (WHATWG HTML section 9.2): one answer that never ends, each line passed on at once. */
    EVENTS(Duration.ofHours(1));

    private final Duration silence;

    RouteKind(Duration silence) {
        this.silence = silence;
    }

    /** How long a connection may be silent where nothing else is said. */
    public Duration silence() {
        return silence;
    }
}
