package io.gatehouse.provider.dns.json;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.function.Function;

/** What a vendor answered. Immutable. */
public final class VendorAnswer {
    private final int status;
    private final HttpHeaders headers;
    private final String body;
    private final Function<String, Json> parser;

    VendorAnswer(int status, HttpHeaders headers, String body, Function<String, Json> parser) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.parser = parser;
    }

    /** The status (RFC 9110, section 15). */
    public int status() {
        return status;
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    HttpHeaders headers() {
        return headers;
    }

    /**
     * The body as JSON.
     *
     * @throws io.gatehouse.dns.DnsProviderException of kind {@code MALFORMED_ANSWER} if it is none
     */
    public Json json() {
        return parser.apply(body);
    }

    /** The body as text, UTF-8. It may hold secrets. */
    public String body() {
        return body;
    }
}
