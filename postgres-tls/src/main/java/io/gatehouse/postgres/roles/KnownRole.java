package io.gatehouse.postgres.roles;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A role as it is.
 *
 * @param attributes empty where nothing is known
 * @param password what is stored of it; {@code null} without one
 */
record KnownRole(
        Map<Attribute, Boolean> attributes, @Nullable String password) {
    /** Hides the verifier. */
    @Override
    public String toString() {
        return "KnownRole" + attributes;
    }
}
