package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import org.junit.jupiter.api.Test;

class RolePlanTest {
    private final RolePlan plan = RolePlan.builder("situation", "situation")
            .owner("situation_owner")
            .migrator("migrator")
            .agent("agent", Secret.ofText("secure-password"))
            .build();

    @Test
    void printsAScriptWithoutTheClearPassword() {
        assertThat(plan.toSql(PostgresVersion.of(18)))
                .contains("BEGIN;\n", "pg_advisory_xact_lock", "COMMIT;\n")
                .contains("GRANT \"situation_owner\" TO \"migrator\" WITH INHERIT FALSE, SET TRUE;\n")
                .contains("REVOKE ALL ON DATABASE \"situation\" FROM PUBLIC;\n")
                .contains("ALTER DEFAULT PRIVILEGES FOR ROLE \"situation_owner\" IN SCHEMA \"situation\""
                        + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \"agent\";\n")
                .contains("ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$4096:")
                .contains("ALTER ROLE \"migrator\" PASSWORD NULL;\n")
                .doesNotContain("secure-password");
    }

    @Test
    void saysInheritanceOnTheRoleBefore16() {
        assertThat(plan.toSql(PostgresVersion.of(15)))
                .contains("CREATE ROLE \"migrator\" LOGIN NOINHERIT")
                .contains("GRANT \"situation_owner\" TO \"migrator\";\n")
                .doesNotContain("WITH INHERIT");
    }

    @Test
    void quotesEveryName() {
        String odd = "x\"; DROP ROLE postgres; -- '$gatehouse$";
        String script = RolePlan.builder(odd, odd)
                .owner(odd + "o")
                .migrator(odd + "m")
                .agent(odd + "a")
                .build()
                .toSql(PostgresVersion.of(18));

        assertThat(script)
                .contains("CREATE SCHEMA IF NOT EXISTS \"x\"\"; DROP ROLE postgres; -- '$gatehouse$\"")
                .contains("DO $gatehouse1$ BEGIN")
                .doesNotContain("DO $gatehouse$");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> RolePlan.builder("", "pg_catalog")
                        .owner("o".repeat(64))
                        .migrator("same", Secret.ofText("p\u00e4ss"))
                        .agent("same")
                        .build());

        assertThat(failure.problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("database", "schema", "owner", "migrator", "agent");
        assertThat(failure).hasMessageNotContaining("p\u00e4ss");
    }

    @Test
    void refusesReservedRolesAndMissingOnes() {
        var failure = catchThrowableOfType(
                InvalidModelException.class,
                () -> RolePlan.builder("d", "s")
                        .owner("pg_owner")
                        .migrator("public")
                        .build());

        assertThat(failure.problems()).extracting(Problem::field).containsExactly("owner", "migrator", "agent");
    }
}
