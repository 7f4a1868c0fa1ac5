package io.gatehouse.proxy;

import java.util.Objects;
import java.util.Optional;

/**
 * The headers that every answer of a site carries beside Strict-Transport-Security, errors included.
 * {@code X-Content-Type-Options: nosniff} is always among them.
 *
 * @param framing who may show the pages in a frame; nobody by default
 * @param referrerPolicy what browsers tell other sites; the origin alone by default
 * @param contentSecurityPolicy where the pages' parts may come from; left to the application by default
 * @param permissions which powers of the browser the pages have; left to the browser by default
 * @param crossOrigin what pages of other origins may have to do with these; left to the browser by default
 */
public record SecurityHeaders(
        Framing framing,
        ReferrerPolicy referrerPolicy,
        Optional<ContentSecurityPolicy> contentSecurityPolicy,
        PermissionsPolicy permissions,
        CrossOrigin crossOrigin) {
    /** What fits every application. */
    public static final SecurityHeaders DEFAULT = new SecurityHeaders(
            Framing.DENY,
            ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
            Optional.empty(),
            PermissionsPolicy.unset(),
            CrossOrigin.unset());

    /** Refuses nulls. */
    public SecurityHeaders {
        Objects.requireNonNull(framing, "framing");
        Objects.requireNonNull(referrerPolicy, "referrerPolicy");
        Objects.requireNonNull(contentSecurityPolicy, "contentSecurityPolicy");
        Objects.requireNonNull(permissions, "permissions");
        Objects.requireNonNull(crossOrigin, "crossOrigin");
    }

    /** The same, with another answer to who may frame the pages. */
    public SecurityHeaders framing(Framing who) {
        return new SecurityHeaders(who, referrerPolicy, contentSecurityPolicy, permissions, crossOrigin);
    }

    /** The same, with another answer to what browsers tell other sites. */
    public SecurityHeaders referrerPolicy(ReferrerPolicy what) {
        return new SecurityHeaders(framing, what, contentSecurityPolicy, permissions, crossOrigin);
    }

    /** The same, with a policy of where the pages' parts may come from. */
    public SecurityHeaders contentSecurityPolicy(ContentSecurityPolicy policy) {
        return new SecurityHeaders(framing, referrerPolicy, Optional.of(policy), permissions, crossOrigin);
    }

    /** The same, with a policy of which powers the pages have. */
    public SecurityHeaders permissions(PermissionsPolicy policy) {
        return new SecurityHeaders(framing, referrerPolicy, contentSecurityPolicy, policy, crossOrigin);
    }

    /** The same, with a policy towards other origins. */
    public SecurityHeaders crossOrigin(CrossOrigin policy) {
        return new SecurityHeaders(framing, referrerPolicy, contentSecurityPolicy, permissions, policy);
    }
}
