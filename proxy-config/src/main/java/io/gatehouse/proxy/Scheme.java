package io.gatehouse.proxy;

/** Plain HTTP, or HTTP over TLS. */
public enum Scheme {
    /** In the clear. */
    HTTP("http", 80),
    /** Over TLS. */
    HTTPS("https", 443);

    private final String text;
    private final int defaultPort;

    Scheme(String text, int defaultPort) {
        this.text = text;
        this.defaultPort = defaultPort;
    }

    /** As it stands in a URL. */
    public String text() {
        return text;
    }

    /** The port a URL means when it names none. */
    public int defaultPort() {
        return defaultPort;
    }
}
