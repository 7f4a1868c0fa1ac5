package io.gatehouse.postgres.roles;

import java.util.EnumMap;
import java.util.Map;

/** What a role is or may do by itself, in the words of {@code ALTER ROLE}. */
enum Attribute {
    LOGIN("rolcanlogin"),
    INHERIT("rolinherit"),
    SUPERUSER("rolsuper"),
    CREATEDB("rolcreatedb"),
    CREATEROLE("rolcreaterole"),
    REPLICATION("rolreplication"),
    BYPASSRLS("rolbypassrls");

    private final String column;

    Attribute(String column) {
        this.column = column;
    }

    /** Where {@code pg_authid} has it. */
    String column() {
        return column;
    }

    String keyword(boolean wanted) {
        return wanted ? name() : "NO" + name();
    }

    /** What {@code CREATE ROLE} without another word gives. */
    static Map<Attribute, Boolean> ofNewRole() {
        Map<Attribute, Boolean> all = new EnumMap<>(Attribute.class);
        for (Attribute attribute : values()) {
            all.put(attribute, attribute == INHERIT);
        }
        return all;
    }
}
