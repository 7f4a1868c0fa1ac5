package io.gatehouse.postgres.roles;

/**
 * That a role has a planned setting in the plan's database.
 *
 * @param role whose
 * @param parameter {@code search_path} or {@code role}
 */
record RoleSetting(String role, String parameter) {}
