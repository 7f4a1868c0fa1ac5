package io.gatehouse.postgres.roles;

/** What a role that logs in is for; what it may do follows from that alone. */
enum Duty {
    MIGRATOR,
    READ_WRITE,
    READ_ONLY,
    DATABASE_CREATOR,
    REPLICATION;

    /** Whether it works in the plan's schema. */
    boolean usesSchema() {
        return this == MIGRATOR || this == READ_WRITE || this == READ_ONLY;
    }
}
