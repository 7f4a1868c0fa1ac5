package io.gatehouse.proxy.internal;

/** What a model may ask for and a dialect may have to learn first. */
enum Feature {
    ACCESS_LOG("an access log"),
    TRUSTED_PROXIES("trusted proxies"),
    UNKNOWN_HOSTS_ANSWERED("an answer to unknown hosts"),
    CLIENT_CERTIFICATES("client certificates"),
    HTTP_1_ALONE("HTTP/1.1 without HTTP/2"),
    HTTP_3("HTTP/3"),
    BODY_LIMIT("a body limit"),
    RATE_LIMIT("a rate limit"),
    SEVERAL_UPSTREAMS("several upstreams"),
    ACTIVE_HEALTH("active health checks"),
    SYSTEM_TRUST("upstreams verified by the system's trust anchors"),
    STATIC_FILES("static files"),
    REDIRECT("redirects of routes"),
    EVENTS("server-sent events"),
    ROUTE_TIMEOUTS("time-outs of routes"),
    BASIC_AUTH("basic authentication"),
    COMPRESSION("compression");

    private final String words;

    Feature(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
