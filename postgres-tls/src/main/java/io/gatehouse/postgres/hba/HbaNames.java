package io.gatehouse.postgres.hba;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tokens of {@code pg_hba.conf}: what must stand in quotes, and what cannot be said at all. */
final class HbaNames {
    private static final int LONGEST_NAME = 63;

    /** Words that mean something else than a name when they stand without quotes. */
    private static final Set<String> KEYWORDS = Set.of(
            "all", "sameuser", "samerole", "samegroup", "replication", "include", "include_if_exists", "include_dir");

    private HbaNames() {}

    static List<String> literals(String what, String... names) {
        List<String> quoted = new ArrayList<>();
        for (String name : names) {
            quoted.add(literal(what, name));
        }
        if (quoted.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " given; for every " + what + " leave the call out");
        }
        return quoted;
    }

    /** Quoting turns keywords and {@code +} into plain characters, but not a leading {@code /}, which begins a regex. */
    static String literal(String what, String name) {
        check(what, name);
        if (name.startsWith("/")) {
            throw new IllegalArgumentException("pg_hba.conf cannot say a " + what + " that begins with /: " + name);
        }
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !KEYWORDS.contains(name);
        return plain ? name : quote(name);
    }

    static String memberOf(String role) {
        check("role", role);
        return role.matches("[A-Za-z_][A-Za-z0-9_.-]*") ? "+" + role : "+" + quote(role);
    }

    static String optionValue(String what, String value) {
        check(what, value);
        return value.matches("[A-Za-z0-9_.-]+") ? value : quote(value);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void check(String what, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + what + " must not be empty");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "pg_hba.conf cannot say a " + what + " with a line break or another" + " control character");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the " + what + " '" + name + "' is longer than PostgreSQL's " + LONGEST_NAME + " bytes");
        }
    }
}
