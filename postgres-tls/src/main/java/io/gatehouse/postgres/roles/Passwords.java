package io.gatehouse.postgres.roles;

import io.gatehouse.core.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server knows the planned passwords, by recomputing with the stored salt. What proved right once is not
 * computed again, as that is meant to be slow. For one thread.
 */
final class Passwords {
    private static final String NONE = "NULL";

    private final Map<String, String> right = new HashMap<>();

    /**
     * What {@code ALTER ROLE … PASSWORD} is to be given; empty if nothing is to do.
     *
     * @param role whose
     * @param stored what the server has
     * @param wanted empty for a role without a password
     */
    Optional<String> change(String role, @Nullable String stored, Optional<Secret> wanted) {
        if (wanted.isEmpty()) {
            return stored == null ? Optional.empty() : Optional.of(NONE);
        }
        if (stored != null && (stored.equals(right.get(role)) || matches(stored, wanted.get()))) {
            right.put(role, stored);
            return Optional.empty();
        }
        String verifier = ScramVerifier.of(wanted.get()).exposeText();
        right.put(role, verifier);
        return Optional.of(Sql.text(verifier));
    }

    /** A planned password, fit to be shown. */
    static String shown(String change) {
        return Objects.equals(change, NONE) ? NONE : "'SCRAM-SHA-256$…'";
    }

    private static boolean matches(String stored, Secret wanted) {
        return ScramVerifier.parse(stored)
                .filter(verifier -> verifier.matches(wanted))
                .isPresent();
    }
}
