package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.Site;
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
    /** The headers of a site, in the order they are printed. */
    public static List<SecurityHeader> of(Site site) {
        return List.of(
                new SecurityHeader("Strict-Transport-Security", site.hsts().headerValue(), true),
                new SecurityHeader("X-Content-Type-Options", "nosniff", true),
                new SecurityHeader("X-Frame-Options", site.framing().frameOptions(), true),
                new SecurityHeader("Content-Security-Policy", site.framing().contentSecurityPolicy(), false),
                new SecurityHeader("Referrer-Policy", site.referrerPolicy().headerValue(), true));
    }
}
