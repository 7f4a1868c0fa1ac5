package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.ReverseProxy;
import java.util.List;

/**
 * A response header that every answer over HTTPS carries.
 *
 * @param name its name
 * @param value its value, a constant of ours
 * @param replaces whether it takes the place of the application's own; a Content-Security-Policy is added to it instead,
 *     since browsers enforce each one they get
 */
public record SecurityHeader(String name, String value, boolean replaces) {
    /** The headers of a proxy, in the order they are printed. */
    public static List<SecurityHeader> of(ReverseProxy proxy) {
        return List.of(
                new SecurityHeader("Strict-Transport-Security", proxy.hsts().headerValue(), true),
                new SecurityHeader("X-Content-Type-Options", "nosniff", true),
                new SecurityHeader("X-Frame-Options", proxy.framing().frameOptions(), true),
                new SecurityHeader("Content-Security-Policy", proxy.framing().contentSecurityPolicy(), false),
                new SecurityHeader("Referrer-Policy", proxy.referrerPolicy().headerValue(), true));
    }
}
