package io.gatehouse.proxy.internal;

/** What every rendering does though no field of the model asks for it, each with its reason. */
public enum Rule {
    /** Names of no site. */
    UNKNOWN_NAMES("names of no site are turned away, so that no site answers for a name that is not its own"),
    /** Plain HTTP. */
    HTTPS_ONLY("plain HTTP serves the ACME challenge, which must stay in clear; all else moves to HTTPS"),
    /** X-Forwarded-For and the like. */
    FORWARDED("the application is told of the client by this proxy alone, since a client could say anything"),
    /** No buffers. */
    STREAMING("bodies pass unbuffered in both directions, so that uploads and events do not wait"),
    /** No banners. */
    NO_BANNER("nobody is told which server this is, nor its version"),
    /** Proof of upstreams. */
    UPSTREAM_PROOF("an https upstream must prove its name, since anyone could answer in its place"),
    /** No compression unasked. */
    COMPRESSION("answers are compressed only where a route asks for it, since their length gives secrets away"),
    /** WebSockets only where a route says so. */
    UPGRADES("a WebSocket passes only where a route says so"),
    /** The order of routes. */
    ROUTES("the route with the longest path answers, and 404 where none fits"),
    /** Errors that the server makes itself. */
    ERRORS("an answer that the server makes itself carries the site's headers too"),
    /** What surrounds the sites. */
    SURROUNDINGS("the server needs this around the sites"),
    /** A trial instance. */
    STANDALONE("an instance of its own, to try the files");

    private final String reason;

    Rule(String reason) {
        this.reason = reason;
    }

    /** Why. */
    public String reason() {
        return reason;
    }
}
