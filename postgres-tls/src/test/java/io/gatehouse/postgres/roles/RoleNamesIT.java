package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static io.gatehouse.postgres.roles.RoleDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import java.sql.SQLException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that try to be more than names, in every field at once: the server takes each for what it says. */
class RoleNamesIT {
    private static RoleDatabase database = RoleDatabase.notStarted();

    @BeforeAll
    static void start() throws SQLException {
        database = RoleDatabase.of(18);
        execute(database.superuser("postgres"), "DROP TABLE IF EXISTS canary", "CREATE TABLE canary (id int)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o'd\"d $gatehouse$ \u00e4\\",
                "x\"; DROP TABLE canary; --",
                "x'); DROP TABLE canary; --",
                "$$; DROP TABLE canary; $$",
                "\\'; DROP TABLE canary; --",
                "a\nDROP TABLE canary;\n",
                "PUBLIC",
                "current_user",
                "select",
                "a, b = c",
                "{a,\"b\",NULL}",
                "%I %L %s ?",
                "\ud83d\ude00\ud83d\udd12",
                "\u202eevil\u200b",
                "sixty-three-bytes-with-its-last-number-0123456789-0123456789-01"
            })
    void isTakenLiterally(String odd) throws SQLException {
        String base = odd.length() > 60 ? odd.substring(0, 62) : odd;
        execute(database.superuser("postgres"), "CREATE DATABASE " + Sql.name(odd));
        RolePlan plan = RolePlan.builder(odd, odd)
                .owner(base + "1")
                .migrator(base + "2")
                .readWrite(base + "3")
                .readOnly(base + "4")
                .login(LoginRole.readWrite(base + "5").password(Secret.ofText("x'; DROP TABLE canary; --\"\\")))
                .login(LoginRole.readOnly(base + "6"))
                .build();
        DataSource there = database.superuser(odd);
        try {
            execute(there, plan.toSql(PostgresVersion.of(18)));
            assertThat(plan.check(there).statements()).isEmpty();
            execute(
                    there,
                    "CREATE TABLE " + Sql.name(odd) + "." + Sql.name(odd) + " (" + Sql.name(odd) + " int)",
                    "GRANT SELECT (" + Sql.name(odd) + ") ON " + Sql.name(odd) + "." + Sql.name(odd) + " TO PUBLIC",
                    "ALTER ROLE " + Sql.name(base + "6") + " SUPERUSER");
            assertThat(plan.apply(there).statements()).hasSize(5);
            assertThat(plan.apply(there).statements()).isEmpty();
            assertThat(value(there, "SELECT count(*) FROM pg_roles WHERE left(rolname, -1) = " + Sql.text(base)))
                    .isEqualTo("6");
        } finally {
            execute(database.superuser("postgres"), "DROP DATABASE " + Sql.name(odd) + " WITH (FORCE)");
            execute(
                    database.superuser("postgres"),
                    IntStream.rangeClosed(1, 6)
                            .mapToObj(i -> "DROP ROLE IF EXISTS " + Sql.name(base + i))
                            .toArray(String[]::new));
        }
        assertThat(value(database.superuser("postgres"), "SELECT count(*) FROM canary"))
                .isEqualTo("0");
    }
}
