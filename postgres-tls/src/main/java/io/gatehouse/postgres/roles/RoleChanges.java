package io.gatehouse.postgres.roles;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a database lacks to be as planned ({@link RolePlan#check}), or what was done about it ({@link RolePlan#apply}).
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class RoleChanges {
    private final List<Change> changes;
    private final List<String> remarks;

    RoleChanges(List<Change> changes, List<String> remarks) {
        this.changes = List.copyOf(changes);
        this.remarks = List.copyOf(remarks);
    }

    /** The statements in order, fit to be shown: password verifiers are left out. */
    public List<String> statements() {
        return changes.stream().map(Change::shown).collect(Collectors.toUnmodifiableList());
    }

    /** Whether the database is, or was already, as planned. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * Rights in the schema of roles the plan does not name, one line each: to be judged by a person, and left alone here.
     */
    public List<String> remarks() {
        return remarks;
    }

    /**
     * The statements as a script for {@code psql}, in one transaction. It holds password verifiers: keep it as you would
     * the passwords.
     */
    public String toSql() {
        return changes.stream()
                .map(change -> change.sql() + ";\n")
                .collect(Collectors.joining("", Script.BEGIN, Script.COMMIT));
    }

    /** How much there is, and no statement. */
    @Override
    public String toString() {
        return "RoleChanges[" + changes.size() + " statements, " + remarks.size() + " remarks]";
    }
}
