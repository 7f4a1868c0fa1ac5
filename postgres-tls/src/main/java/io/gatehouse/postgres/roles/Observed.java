package io.gatehouse.postgres.roles;

import io.gatehouse.postgres.PostgresVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a database has, as far as a plan is concerned with it.
 *
 * @param version of the server
 * @param roles those of the plan that exist
 * @param memberships in which a role of the plan is on either side
 * @param settings planned ones that are there
 * @param newDatabaseOwner who the database should be handed to, because a role of the plan owns it
 * @param schemaOwner empty if there is no such schema
 * @param strays things in the schema that another role owns, each as {@code TABLE s.t}
 * @param missing planned rights that are not there
 * @param excess rights of {@code PUBLIC} and of the plan's roles that are not planned
 * @param defaults those of {@code PUBLIC} and of the plan's roles, for tables and sequences
 * @param publicExecutes whether everybody may execute functions that the owner will make
 * @param remarks about rights of roles that the plan does not name
 */
record Observed(
        PostgresVersion version,
        Map<String, KnownRole> roles,
        Set<Membership> memberships,
        Set<RoleSetting> settings,
        Optional<String> newDatabaseOwner,
        Optional<String> schemaOwner,
        List<String> strays,
        List<Wish> missing,
        List<Excess> excess,
        Set<DefaultRight> defaults,
        boolean publicExecutes,
        List<String> remarks) {
    /** A database of which nothing is known: its roles are there, and as far from the plan as can be. */
    static Observed unknown(RolePlan plan, PostgresVersion version) {
        return new Observed(
                version,
                plan.roleNames().stream().collect(Collectors.toMap(name -> name, name -> new KnownRole(Map.of(), "?"))),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Wish.of(plan),
                List.of(
                        new Excess(Place.DATABASE.target(plan), "", "ALL", false, ""),
                        new Excess("SCHEMA public", "", "CREATE", false, "")),
                Set.of(),
                true,
                List.of());
    }
}
