package io.gatehouse.postgres.roles;

/** What a right is about. The names are also the marks of the kinds in the queries of {@link Catalogues}. */
enum Place {
    DATABASE,
    SCHEMA,
    TABLE,
    SEQUENCE;

    /** What a missing right is granted on. */
    String target(RolePlan plan) {
        return switch (this) {
            case DATABASE -> "DATABASE " + Sql.name(plan.database());
            case SCHEMA -> "SCHEMA " + Sql.name(plan.schema());
            case TABLE -> "ALL TABLES IN SCHEMA " + Sql.name(plan.schema());
            case SEQUENCE -> "ALL SEQUENCES IN SCHEMA " + Sql.name(plan.schema());
        };
    }
}
