package io.gatehouse.postgres.roles;

/**
 * A right that is there and not planned.
 *
 * @param target as {@code TABLE s.t}, quoted where needed
 * @param grantee a role; empty for {@code PUBLIC}
 * @param privilege as PostgreSQL writes it, with the column's name in brackets if there is one
 * @param optionOnly whether the right is planned and only its grant option is not
 * @param grantor who granted it; empty for the owner of the place
 */
record Excess(String target, String grantee, String privilege, boolean optionOnly, String grantor) {}
