package io.gatehouse.postgres.hba;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Names that are meant literally: what must stand in quotes, and what cannot be said at all. */
final class HbaNames {
    private static final int LONGEST_NAME = 63;

    /** Words that mean something else than a name when they stand without quotes. */
    private static final Set<String> KEYWORDS = Set.of(
            "all", "sameuser", "samerole", "samegroup", "replication", "include", "include_if_exists", "include_dir");

    private HbaNames() {}

    static List<AuthToken> literals(String what, String... names) {
        List<AuthToken> tokens = new ArrayList<>();
        for (String name : names) {
            tokens.add(literal(what, name));
        }
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " given; for every " + what + " leave the call out");
        }
        return tokens;
    }

    /** Quoting turns keywords and {@code +} into plain characters, but not a leading {@code /}, which begins a regex. */
    static AuthToken literal(String what, String name) {
        check(what, name);
        if (name.startsWith("/")) {
            throw new IllegalArgumentException("pg_hba.conf cannot say a " + what + " that begins with /: " + name);
        }
        return token(name);
    }

    static AuthToken memberOf(String role) {
        check("role", role);
        return new AuthToken("+" + role, false);
    }

    static AuthToken regex(String expression) {
        RegexSyntax.problem(expression).ifPresent(problem -> {
            throw new IllegalArgumentException("the regular expression " + expression + " " + problem);
        });
        String anchored = RegexAnchors.anchored(expression)
                .orElseThrow(() -> new IllegalArgumentException("the regular expression " + expression
                        + " cannot be anchored as it stands; leave out the options at its beginning"));
        return new AuthToken("/" + anchored, true);
    }

    static AuthToken token(String name) {
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !KEYWORDS.contains(name);
        return new AuthToken(name, !plain);
    }

    /** Whether it means something else without quotes. */
    static boolean isSpecial(String name) {
        return KEYWORDS.contains(name) || name.startsWith("+");
    }

    static boolean isAddressKeyword(String name) {
        return name.equals("all") || name.equals("samehost") || name.equals("samenet");
    }

    static void check(String what, String name) {
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
