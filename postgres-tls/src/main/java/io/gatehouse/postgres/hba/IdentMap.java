package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.util.List;

/**
 * One line of {@code pg_ident.conf}: under a map's name, whom a system user may log in as. The first line that matches
 * decides.
 *
 * @param map the name that {@code map=} says in {@code pg_hba.conf}
 * @param systemUser the user of the operating system, the certificate's name or the principal; or a regular expression
 * @param role the role that may be used, with {@code \1} for the first group of the expression; from 16 on also {@code all},
 *     {@code +group} or a regular expression
 */
public record IdentMap(String map, AuthToken systemUser, AuthToken role) {
    /**
     * Lets one system user be one role.
     *
     * @throws IllegalArgumentException for a name that the file cannot say
     */
    public static IdentMap of(String map, String systemUser, String role) {
        HbaNames.check("map", map);
        if (systemUser.isEmpty() || systemUser.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "pg_ident.conf cannot say a system user that is empty or has a control character");
        }
        if (systemUser.startsWith("/")) {
            throw new IllegalArgumentException("pg_ident.conf cannot say a system user that begins with /");
        }
        return new IdentMap(map, HbaNames.token(systemUser), HbaNames.literal("role", role));
    }

    /**
     * Lets every system user whose whole name matches a regular expression be a role.
     *
     * @param map the name that {@code map=} says
     * @param expression of PostgreSQL's kind, anchored here at both ends, as {@code (.*)@example\.org}
     * @param role with {@code \1} where the first group of the expression belongs
     * @throws IllegalArgumentException if PostgreSQL would refuse the expression, or it has no group for {@code \1}
     */
    public static IdentMap matching(String map, String expression, String role) {
        HbaNames.check("map", map);
        if (role.contains("\\1") && !RegexSyntax.hasGroup(expression)) {
            throw new IllegalArgumentException("the role " + role
                    + " has \\1, and the expression no group; put what is meant in parentheses: " + expression);
        }
        return new IdentMap(map, HbaNames.regex(expression), HbaNames.literal("role", role));
    }

    static IdentMap read(List<List<AuthToken>> fields, PostgresVersion version) throws RefusedLineException {
        if (fields.stream().limit(3).anyMatch(field -> field.size() > 1)) {
            throw new RefusedLineException("has a list where one value belongs; write a line for each");
        }
        if (fields.size() < 3) {
            throw new RefusedLineException("ends before its " + (fields.size() == 1 ? "system user" : "role")
                    + "; a line is: map, system user, role");
        }
        IdentMap read = new IdentMap(
                fields.get(0).get(0).text(), fields.get(1).get(0), fields.get(2).get(0));
        HbaRuleReader.checkRegex(read.systemUser);
        if (version.isAtLeast(16)) {
            HbaRuleReader.checkRegex(read.role);
        }
        return read;
    }

    /** The line, without a line break. */
    public String print() {
        return HbaNames.token(map).print() + " " + systemUser.print() + " " + role.print();
    }

    /** The line. */
    @Override
    public String toString() {
        return print();
    }
}
