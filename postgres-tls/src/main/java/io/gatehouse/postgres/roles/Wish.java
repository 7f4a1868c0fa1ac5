package io.gatehouse.postgres.roles;

import java.util.ArrayList;
import java.util.List;

/**
 * A right that a plan gives.
 *
 * @param place what it is about
 * @param grantee a role
 * @param privilege as PostgreSQL writes it
 */
record Wish(Place place, String grantee, String privilege) {
    private static final List<String> WRITE = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    /** Every right of a plan. A service has its rights through its group, the migrator through the owner. */
    static List<Wish> of(RolePlan plan) {
        List<Wish> wishes = new ArrayList<>();
        plan.readWrite().ifPresent(group -> {
            add(wishes, Place.TABLE, group, WRITE);
            add(wishes, Place.SEQUENCE, group, List.of("SELECT", "USAGE"));
        });
        plan.readOnly().ifPresent(group -> {
            add(wishes, Place.TABLE, group, List.of("SELECT"));
            add(wishes, Place.SEQUENCE, group, List.of("SELECT"));
        });
        for (String group : plan.groups()) {
            add(wishes, Place.DATABASE, group, List.of("CONNECT"));
            add(wishes, Place.SCHEMA, group, List.of("USAGE"));
        }
        for (LoginRole login : plan.logins()) {
            if (login.duty() == Duty.MIGRATOR || login.duty() == Duty.DATABASE_CREATOR) {
                add(wishes, Place.DATABASE, login.name(), List.of("CONNECT"));
            }
        }
        return wishes;
    }

    private static void add(List<Wish> wishes, Place place, String grantee, List<String> privileges) {
        privileges.forEach(privilege -> wishes.add(new Wish(place, grantee, privilege)));
    }
}
