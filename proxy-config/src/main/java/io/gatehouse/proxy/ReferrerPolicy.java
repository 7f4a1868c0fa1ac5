package io.gatehouse.proxy;

import java.util.Locale;

/** What a browser tells other sites about the page it came from. The weaker values of the standard are left out. */
public enum ReferrerPolicy {
    /** Nothing at all. */
    NO_REFERRER,
    /** The full address within the site, nothing to others. */
    SAME_ORIGIN,
    /** The origin alone, and nothing to plain HTTP. */
    STRICT_ORIGIN,
    /** The full address within the site, the origin to others, nothing to plain HTTP. */
    STRICT_ORIGIN_WHEN_CROSS_ORIGIN;

    /** The header's value. */
    public String headerValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
