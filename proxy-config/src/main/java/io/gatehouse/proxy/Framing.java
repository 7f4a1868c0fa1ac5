package io.gatehouse.proxy;

/** Whether another page may show this one in a frame; sent as X-Frame-Options and as CSP {@code frame-ancestors}. */
public enum Framing {
    /** No page may. */
    DENY("DENY", "frame-ancestors 'none'"),
    /** Only pages of the same origin may. */
    SAME_ORIGIN("SAMEORIGIN", "frame-ancestors 'self'");

    private final String frameOptions;
    private final String contentSecurityPolicy;

    Framing(String frameOptions, String contentSecurityPolicy) {
        this.frameOptions = frameOptions;
        this.contentSecurityPolicy = contentSecurityPolicy;
    }

    /** The value of X-Frame-Options (RFC 7034). */
    public String frameOptions() {
        return frameOptions;
    }

    /** The Content-Security-Policy directive; added to the application's own policy, which stays. */
    public String contentSecurityPolicy() {
        return contentSecurityPolicy;
    }
}
