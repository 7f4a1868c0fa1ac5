package io.gatehouse.postgres.roles;

import io.gatehouse.core.Secret;
import java.util.Optional;

/**
 * A role that logs in, and what for. Without a password it has a client certificate whose common name is the role's name,
 * and a password it may have is taken away.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class LoginRole {
    private final String name;
    private final Duty duty;
    private final Optional<Secret> password;

    private LoginRole(String name, Duty duty, Optional<Secret> password) {
        this.name = name;
        this.duty = duty;
        this.password = password;
    }

    /**
     * Changes the schema: acts as the plan's owner from its first statement on, and has no rights of its own.
     *
     * @param name of the role
     */
    public static LoginRole migrator(String name) {
        return new LoginRole(name, Duty.MIGRATOR, Optional.empty());
    }

    /**
     * A service that reads and writes rows.
     *
     * @param name of the role
     */
    public static LoginRole readWrite(String name) {
        return new LoginRole(name, Duty.READ_WRITE, Optional.empty());
    }

    /**
     * A service that reads rows.
     *
     * @param name of the role
     */
    public static LoginRole readOnly(String name) {
        return new LoginRole(name, Duty.READ_ONLY, Optional.empty());
    }

    /**
     * Makes databases ({@code CREATEDB}) and has no right in the schema: apart from the service, which then needs no such
     * right.
     *
     * @param name of the role
     */
    public static LoginRole databaseCreator(String name) {
        return new LoginRole(name, Duty.DATABASE_CREATOR, Optional.empty());
    }

    /**
     * Streams the write-ahead log ({@code REPLICATION}) and has no right in any database.
     *
     * @param name of the role
     */
    public static LoginRole replication(String name) {
        return new LoginRole(name, Duty.REPLICATION, Optional.empty());
    }

    /**
     * This role, with a password.
     *
     * @param password prepared by SASLprep (RFC 4013); the plan refuses one that SASLprep forbids
     */
    public LoginRole password(Secret password) {
        return new LoginRole(name, duty, Optional.of(password));
    }

    /** The role's name. */
    public String name() {
        return name;
    }

    Duty duty() {
        return duty;
    }

    Optional<Secret> password() {
        return password;
    }

    /** Name and duty only. */
    @Override
    public String toString() {
        return name + " (" + duty + ")";
    }
}
