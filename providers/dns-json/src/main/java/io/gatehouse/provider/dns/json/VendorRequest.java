package io.gatehouse.provider.dns.json;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to a vendor: where to, and then how. Immutable; each method that adds something returns another.
 *
 * <p>Each of {@link #get} to {@link #delete} sends it and returns a success (2xx). All throw a
 * {@link io.gatehouse.dns.DnsProviderException} for anything else: an answer that the vendor refuses or fails with, one that is
 * too long, none in time, no connection, an interrupted thread.
 */
public final class VendorRequest {
    private static final String JSON = "application/json";
    private static final Pattern PAGE = Pattern.compile("[?&]page=([0-9]+)");

    private final VendorApi api;
    private final List<String> path;
    private final Map<String, String> query;
    private final Map<String, String> headers;

    VendorRequest(VendorApi api, List<String> path, Map<String, String> query, Map<String, String> headers) {
        this.api = api;
        this.path = path;
        this.query = query;
        this.headers = headers;
    }

    /** The same below: each part is percent-encoded as one step of the path. */
    public VendorRequest at(String... parts) {
        List<String> longer = new ArrayList<>(path);
        longer.addAll(List.of(parts));
        return new VendorRequest(api, longer, query, headers);
    }

    /** The same with a field in its query, percent-encoded; in place of one of that name. */
    public VendorRequest query(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, String.valueOf(value));
        return new VendorRequest(api, path, more, headers);
    }

    /**
     * The same for the page that a vendor's link names in its field {@code page}. Nothing else is taken from the link, since the
     * credentials would go where it leads.
     */
    public VendorRequest pageOf(String link) {
        Matcher page = PAGE.matcher(link);
        if (!page.find()) {
            throw api.malformed("a link to a page without its number");
        }
        return query("page", page.group(1));
    }

    /** The same with a header that is no secret. */
    public VendorRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new VendorRequest(api, path, query, more);
    }

    /** Reads. Sent again, twice at most, when the connection breaks or the vendor fails. */
    public VendorAnswer get() {
        return api.send(this, "GET", "");
    }

    /** Reads, where 404 means that there is nothing. */
    public Optional<VendorAnswer> find() {
        return api.sendUnlessMissing(this, "GET", "");
    }

    /**
     * Sends JSON.
     *
     * @param body as in {@link JsonBody#with}
     */
    public VendorAnswer post(Object body) {
        return json().send("POST", body);
    }

    /** Sends nothing. */
    public VendorAnswer post() {
        return api.send(this, "POST", "");
    }

    /**
     * Sends JSON.
     *
     * @see #post(Object)
     */
    public VendorAnswer put(Object body) {
        return json().send("PUT", body);
    }

    /**
     * Sends JSON.
     *
     * @see #post(Object)
     */
    public VendorAnswer patch(Object body) {
        return json().send("PATCH", body);
    }

    /** Sends a form (application/x-www-form-urlencoded). */
    public VendorAnswer postForm(Map<String, String> fields) {
        return header("Content-Type", "application/x-www-form-urlencoded").sendText("POST", encoded(fields));
    }

    /** Takes away. */
    public VendorAnswer delete() {
        return api.send(this, "DELETE", "");
    }

    /** Takes away, where 404 means that it was gone already; empty then. */
    public Optional<VendorAnswer> deleteIfThere() {
        return api.sendUnlessMissing(this, "DELETE", "");
    }

    private VendorRequest json() {
        return header("Content-Type", JSON);
    }

    private VendorAnswer send(String method, Object body) {
        return sendText(method, JsonBody.text(body));
    }

    private VendorAnswer sendText(String method, String body) {
        return api.send(this, method, body);
    }

    VendorApi api() {
        return api;
    }

    Map<String, String> headers() {
        return headers;
    }

    URI uri() {
        return URI.create(url() + (query.isEmpty() ? "" : "?" + encoded(query)));
    }

    /** Without the query, which may hold secrets. */
    String url() {
        return api.base()
                + path.stream()
                        .map(part -> "/" + encoded(part).replace("+", "%20"))
                        .collect(Collectors.joining());
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VendorRequest request && request.uri().equals(uri()) && request.headers.equals(headers);
    }

    @Override
    public int hashCode() {
        return uri().hashCode();
    }

    /** Where to, without the query. */
    @Override
    public String toString() {
        return url();
    }
}
