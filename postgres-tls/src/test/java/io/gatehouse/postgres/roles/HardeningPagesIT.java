package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static io.gatehouse.postgres.roles.RoleDatabase.value;
import static io.gatehouse.postgres.roles.RoleDatabase.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two published hardening pages, done as they say, then brought to a plan: each weakness is shown first, then gone. */
class HardeningPagesIT {
    private static RoleDatabase database = RoleDatabase.notStarted();

    @BeforeAll
    static void start() {
        database = RoleDatabase.of(18);
    }

    @BeforeEach
    void reset() throws SQLException {
        database.reset();
    }

    /** Situation: the superuser migrates, and "agent" gets USAGE on the schema and nothing else. */
    @Test
    void situation() throws SQLException {
        execute(
                database.superuser(),
                "ALTER DATABASE situation SET log_statement = 'all'",
                "CREATE SCHEMA situation",
                "CREATE TABLE situation.events (id serial, text text)");
        execute(
                database.superuser(),
                "CREATE ROLE agent LOGIN PASSWORD 'secure-password'",
                "GRANT USAGE ON SCHEMA situation TO agent");
        var agent = database.login("agent", Secret.ofText("secure-password"));
        // The clear password travelled and was logged; the agent cannot do its work; everybody may enter and make
        // temporary tables; whatever the superuser makes next is closed to the agent again.
        assertThat(database.server().awaitLog("PASSWORD 'secure-password'", Duration.ofSeconds(20)))
                .contains("CREATE ROLE agent");
        assertThatThrownBy(() -> execute(agent, "SELECT * FROM situation.events"))
                .hasMessageContaining("permission denied for table events");
        execute(agent, "CREATE TEMPORARY TABLE mine (id int)");
        assertThat(value(database.superuser(), "SELECT tableowner FROM pg_tables WHERE tablename = 'events'"))
                .isEqualTo(database.server().superuser());

        RolePlan plan = RolePlan.builder("situation", "situation")
                .owner("situation_owner")
                .migrator("migrator")
                .readWrite("situation_rw")
                .login(LoginRole.readWrite("agent").password(RoleDatabase.PASSWORD))
                .build();
        plan.apply(database.superuser());

        execute(
                database.certified("migrator"),
                "ALTER TABLE events ADD COLUMN more text",
                "CREATE TABLE later (id serial)");
        execute(
                database.login("agent"),
                "INSERT INTO events (text) VALUES ('x')",
                "INSERT INTO later DEFAULT VALUES",
                "SELECT * FROM later");
        assertThatThrownBy(() -> execute(database.login("agent"), "CREATE TEMPORARY TABLE mine (id int)"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(database.login("agent"), "DROP TABLE events"))
                .hasMessageContaining("must be owner");
        assertThatThrownBy(() -> execute(agent, "SELECT 1")).hasMessageContaining("password authentication failed");
        assertThat(database.server().log()).noneMatch(line -> line.contains("PASSWORD 'secure-password '"));
        assertThat(plan.check(database.superuser()).statements()).isEmpty();
    }

    /** SRE: the service's own user gets CREATEDB, with one password for both, stored as MD5; repmgr needs none. */
    @Test
    void sre() throws SQLException {
        execute(
                database.superuser(),
                "SET password_encryption = md5; CREATE ROLE sre LOGIN PASSWORD 'secretpassword'",
                "CREATE ROLE repmgr LOGIN SUPERUSER REPLICATION",
                "CREATE SCHEMA sre AUTHORIZATION sre",
                "SET ROLE sre; CREATE TABLE sre.accounting (id serial); RESET ROLE",
                "ALTER USER sre CREATEDB");
        assertThat(values(database.superuser(), "SELECT rolname FROM pg_roles WHERE rolcreatedb AND rolname = 'sre'"))
                .hasSize(1);
        assertThat(value(database.superuser(), "SELECT rolpassword FROM pg_authid WHERE rolname = 'sre'"))
                .startsWith("md5");

        RolePlan plan = RolePlan.builder("situation", "sre")
                .owner("sre_owner")
                .readWrite("sre_rw")
                .login(
                        LoginRole.readWrite("sre").password(RoleDatabase.PASSWORD),
                        LoginRole.databaseCreator("sre_datamodels").password(RoleDatabase.PASSWORD),
                        LoginRole.replication("repmgr").password(RoleDatabase.PASSWORD))
                .build();
        assertThat(plan.check(database.superuser()).statements())
                .contains(
                        "ALTER ROLE \"sre\" NOCREATEDB PASSWORD 'SCRAM-SHA-256$…'",
                        "ALTER ROLE \"repmgr\" NOSUPERUSER PASSWORD 'SCRAM-SHA-256$…'",
                        "ALTER TABLE sre.accounting OWNER TO \"sre_owner\"");
        plan.apply(database.superuser());

        execute(database.login("sre"), "INSERT INTO accounting DEFAULT VALUES");
        assertThatThrownBy(() -> execute(database.login("sre"), "CREATE DATABASE datamodel"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute(database.login("sre"), "DROP TABLE accounting"))
                .hasMessageContaining("must be owner");
        execute(database.login("sre_datamodels"), "CREATE DATABASE datamodel", "DROP DATABASE datamodel");
        assertThatThrownBy(() -> execute(database.login("repmgr"), "SELECT 1"))
                .hasMessageContaining("permission denied for database");
        assertThat(value(database.superuser(), "SELECT rolpassword FROM pg_authid WHERE rolname = 'sre'"))
                .startsWith("SCRAM-SHA-256$");
    }
}
