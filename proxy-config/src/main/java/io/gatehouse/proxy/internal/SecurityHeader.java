package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.CrossOrigin;
import io.gatehouse.proxy.SecurityHeaders;
import io.gatehouse.proxy.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * A response header that every answer over HTTPS carries.
 *
 * @param field the field of the site that it comes from
 * @param name its name
 * @param value its value, a constant of ours
 * @param replaces whether it takes the place of the application's own; a Content-Security-Policy is added to it instead,
 *     since browsers enforce each one they get
 */
public record SecurityHeader(String field, String name, String value, boolean replaces) {
    /** The headers of a site, in the order they are printed. */
    public static List<SecurityHeader> of(Site site) {
        SecurityHeaders headers = site.headers();
        List<SecurityHeader> all = new ArrayList<>();
        all.add(new SecurityHeader(
                "hsts", "Strict-Transport-Security", site.hsts().headerValue(), true));
        all.add(new SecurityHeader("headers", "X-Content-Type-Options", "nosniff", true));
        all.add(new SecurityHeader(
                "headers.framing", "X-Frame-Options", headers.framing().frameOptions(), true));
        String framing = headers.framing().contentSecurityPolicy();
        String policy = headers.contentSecurityPolicy()
                .map(own -> own.headerValue() + "; " + framing)
                .orElse(framing);
        all.add(new SecurityHeader("headers.contentSecurityPolicy", "Content-Security-Policy", policy, false));
        all.add(new SecurityHeader(
                "headers.referrerPolicy",
                "Referrer-Policy",
                headers.referrerPolicy().headerValue(),
                true));
        if (!headers.permissions().allowed().isEmpty()) {
            all.add(new SecurityHeader(
                    "headers.permissions",
                    "Permissions-Policy",
                    headers.permissions().headerValue(),
                    true));
        }
        CrossOrigin cross = headers.crossOrigin();
        cross.opener().ifPresent(value -> all.add(crossOrigin("Opener", value)));
        cross.embedder().ifPresent(value -> all.add(crossOrigin("Embedder", value)));
        cross.resource().ifPresent(value -> all.add(crossOrigin("Resource", value)));
        return List.copyOf(all);
    }

    private static SecurityHeader crossOrigin(String kind, Enum<?> policy) {
        return new SecurityHeader(
                "headers.crossOrigin", "Cross-Origin-" + kind + "-Policy", CrossOrigin.headerValue(policy), true);
    }
}
