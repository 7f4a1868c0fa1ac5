package io.gatehouse.postgres.roles;

import java.util.List;

/**
 * What {@link RolePlan#apply} did.
 *
 * @param statements in order, with password verifiers left out
 */
public record RoleChanges(List<String> statements) {
    /** Takes a copy. */
    public RoleChanges {
        statements = List.copyOf(statements);
    }

    /** Whether the database was as planned already. */
    public boolean isEmpty() {
        return statements.isEmpty();
    }
}
