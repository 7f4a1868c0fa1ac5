package io.gatehouse.proxy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Permissions-Policy: which powers of the browser a page has. A feature that is not named keeps the browser's default.
 *
 * @param allowed for each feature named, whether pages of the site itself have it (frames of others never do)
 */
public record PermissionsPolicy(Map<BrowserFeature, Boolean> allowed) {
    /** Copies the map, in the order of the features. */
    public PermissionsPolicy {
        EnumMap<BrowserFeature, Boolean> copy = new EnumMap<>(BrowserFeature.class);
        copy.putAll(allowed);
        allowed = Collections.unmodifiableMap(copy);
    }

    /** Nothing is said. */
    public static PermissionsPolicy unset() {
        return new PermissionsPolicy(Map.of());
    }

    /** None of the features for anyone. */
    public static PermissionsPolicy denyAll() {
        PermissionsPolicy policy = unset();
        for (BrowserFeature feature : BrowserFeature.values()) {
            policy = policy.with(feature, false);
        }
        return policy;
    }

    /** The same, with these for nobody. */
    public PermissionsPolicy deny(BrowserFeature... features) {
        return with(false, features);
    }

    /** The same, with these for the site's own pages. */
    public PermissionsPolicy allowSelf(BrowserFeature... features) {
        return with(true, features);
    }

    /** The header's value; empty where nothing is said. */
    public String headerValue() {
        return allowed.entrySet().stream()
                .map(entry -> entry.getKey().headerName() + (entry.getValue() ? "=(self)" : "=()"))
                .collect(Collectors.joining(", "));
    }

    private PermissionsPolicy with(boolean self, BrowserFeature... features) {
        PermissionsPolicy policy = this;
        for (BrowserFeature feature : features) {
            policy = policy.with(feature, self);
        }
        return policy;
    }

    private PermissionsPolicy with(BrowserFeature feature, boolean self) {
        EnumMap<BrowserFeature, Boolean> copy = new EnumMap<>(BrowserFeature.class);
        copy.putAll(allowed);
        copy.put(feature, self);
        return new PermissionsPolicy(copy);
    }
}
