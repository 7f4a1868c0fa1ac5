package io.gatehouse.postgres.roles;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Quoting of names and texts. Texts rely on {@code standard_conforming_strings = on}, which every script here sets. */
final class Sql {
    private static final int LONGEST_NAME = 63;

    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A role as grants name it; empty for everybody. */
    static String grantee(String role) {
        return role.isEmpty() ? "PUBLIC" : name(role);
    }

    /** For comments and messages, which a line break in a name must not end. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", " ");
    }

    /** An anonymous block, in dollar quotes that its body does not contain. */
    static String block(String body) {
        String tag = "$gatehouse$";
        for (int i = 1; body.contains(tag); i++) {
            tag = "$gatehouse" + i + "$";
        }
        return "DO " + tag + " " + body + " " + tag;
    }

    /** Why PostgreSQL would refuse or, worse, cut a name; empty for a good one. */
    static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("holds a NUL character");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return Optional.of("holds half a surrogate pair, which has no UTF-8 form");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > LONGEST_NAME
                ? Optional.of("'" + name + "' has " + bytes + " bytes; PostgreSQL would cut it at " + LONGEST_NAME)
                : Optional.empty();
    }

    /** As {@link #problem}, and the names that PostgreSQL keeps for itself. */
    static Optional<String> roleProblem(String name) {
        if (name.startsWith("pg_") || name.equals("public") || name.equals("none")) {
            return Optional.of("'" + name + "' is a name that PostgreSQL keeps for itself");
        }
        return problem(name);
    }
}
