package io.gatehouse.postgres.roles;

/**
 * A right on things that are not made yet.
 *
 * @param creator whose things
 * @param schema where; empty for everywhere
 * @param kind {@code TABLES} or {@code SEQUENCES}
 * @param grantee a role; empty for {@code PUBLIC}
 * @param privilege as PostgreSQL writes it
 * @param grantable whether it may be passed on
 */
record DefaultRight(String creator, String schema, String kind, String grantee, String privilege, boolean grantable) {}
