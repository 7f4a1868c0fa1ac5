package io.gatehouse.proxy;

import java.util.Objects;

/**
 * Requests under a path, and the application that answers them.
 *
 * @param path which requests
 * @param upstream who answers
 * @param webSocket whether a request here may become a WebSocket (RFC 6455); elsewhere the upgrade is not passed on
 */
public record Route(RoutePath path, Upstream upstream, boolean webSocket) {
    /** Refuses nulls. */
    public Route {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(upstream, "upstream");
    }
}
