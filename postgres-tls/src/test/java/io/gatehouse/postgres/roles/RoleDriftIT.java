package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What others did to the roles of a plan, found in the catalogues and put right by the statement named. */
@ParameterizedClass
@ValueSource(ints = {15, 16, 17, 18})
class RoleDriftIT {
    private static final RolePlan PLAN = RoleDatabase.plan().build();

    private static RoleDatabase database = RoleDatabase.notStarted();

    @Parameter
    int version;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws SQLException {
        database = RoleDatabase.start(version);
        database.reset();
        PLAN.apply(database.superuser());
        execute(
                database.certified("migrator"),
                "CREATE TABLE item (id serial, name text)",
                "CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        execute(database.superuser(), "CREATE ROLE stranger LOGIN");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        database.close();
    }

    /** Each test mends what it broke, so all share a database. */
    @BeforeEach
    void isAsPlanned() {
        assertThat(PLAN.check(database.superuser()).statements()).isEmpty();
    }

    @Test
    void attributes() throws SQLException {
        mended("ALTER ROLE agent CREATEDB CREATEROLE", "ALTER ROLE \"agent\" NOCREATEDB NOCREATEROLE");
        mended("ALTER ROLE situation_owner LOGIN SUPERUSER", "ALTER ROLE \"situation_owner\" NOLOGIN NOSUPERUSER");
        mended("ALTER ROLE standby NOREPLICATION", "ALTER ROLE \"standby\" REPLICATION");
        mended("ALTER ROLE report BYPASSRLS", "ALTER ROLE \"report\" NOBYPASSRLS");
    }

    @Test
    void passwords() throws SQLException {
        mended("ALTER ROLE agent PASSWORD 'another'", "ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$…'");
        mended(
                "SET password_encryption = md5; ALTER ROLE agent PASSWORD 'secure-password ''\"\\'",
                "ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$…'");
        mended("ALTER ROLE migrator PASSWORD 'x'", "ALTER ROLE \"migrator\" PASSWORD NULL");
    }

    @Test
    void everybodysRights() throws SQLException {
        mended("GRANT CONNECT ON DATABASE situation TO PUBLIC", "REVOKE CONNECT ON DATABASE situation FROM PUBLIC");
        mended("GRANT CREATE ON SCHEMA public TO PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        mended("GRANT USAGE ON SCHEMA situation TO PUBLIC", "REVOKE USAGE ON SCHEMA situation FROM PUBLIC");
        mended("GRANT SELECT ON situation.item TO PUBLIC", "REVOKE SELECT ON TABLE situation.item FROM PUBLIC");
        mended(
                "GRANT EXECUTE ON FUNCTION situation.secret TO PUBLIC",
                "REVOKE EXECUTE ON ROUTINE situation.secret() FROM PUBLIC");
        mended(
                "ALTER DEFAULT PRIVILEGES FOR ROLE situation_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"situation_owner\" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
    }

    @Test
    void tooManyRights() throws SQLException {
        mended(
                "GRANT ALL ON situation.item TO situation_ro",
                s -> s.startsWith("REVOKE DELETE, INSERT, ") && s.contains("TRUNCATE, UPDATE ON TABLE situation.item"));
        mended(
                "GRANT UPDATE (name) ON situation.item TO report",
                "REVOKE UPDATE (name) ON TABLE situation.item FROM \"report\" CASCADE");
        mended("GRANT CREATE ON SCHEMA situation TO agent", "REVOKE CREATE ON SCHEMA situation FROM \"agent\" CASCADE");
        mended(
                "GRANT TEMPORARY, CREATE ON DATABASE situation TO agent",
                "REVOKE CREATE, TEMPORARY ON DATABASE situation FROM \"agent\" CASCADE");
        mended(
                "GRANT SELECT ON situation.item TO situation_ro WITH GRANT OPTION",
                "REVOKE GRANT OPTION FOR SELECT ON TABLE situation.item FROM \"situation_ro\" CASCADE");
        mended(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA situation GRANT TRUNCATE ON TABLES TO agent",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"" + database.server().superuser()
                        + "\" IN SCHEMA \"situation\" REVOKE TRUNCATE ON TABLES FROM \"agent\"");
    }

    @Test
    void tooFewRights() throws SQLException {
        mended(
                "REVOKE INSERT ON situation.item FROM situation_rw",
                "GRANT INSERT ON ALL TABLES IN SCHEMA \"situation\" TO \"situation_rw\"");
        mended(
                "REVOKE USAGE ON SEQUENCE situation.item_id_seq FROM situation_rw",
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA \"situation\" TO \"situation_rw\"");
        mended(
                "REVOKE CONNECT ON DATABASE situation FROM migrator",
                "GRANT CONNECT ON DATABASE \"situation\" TO \"migrator\"");
        mended(
                "ALTER DEFAULT PRIVILEGES FOR ROLE situation_owner IN SCHEMA situation REVOKE ALL ON TABLES FROM situation_ro",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \"situation_owner\" IN SCHEMA \"situation\" GRANT SELECT ON TABLES"
                        + " TO \"situation_ro\"");
    }

    @Test
    void rightsThatAnotherThanTheOwnerGranted() throws SQLException {
        execute(
                database.superuser(),
                "GRANT USAGE ON SCHEMA situation TO stranger",
                "GRANT DELETE ON situation.item TO stranger WITH GRANT OPTION");

        mended(
                "SET ROLE stranger; GRANT DELETE ON situation.item TO report",
                "SET LOCAL ROLE \"stranger\"",
                "REVOKE DELETE ON TABLE situation.item FROM \"report\" CASCADE",
                "RESET ROLE");

        execute(
                database.superuser(),
                "REVOKE ALL ON situation.item FROM stranger",
                "REVOKE ALL ON SCHEMA situation FROM stranger");
    }

    @Test
    void memberships() throws SQLException {
        mended(
                "GRANT situation_owner TO agent",
                s -> s.matches("REVOKE \"situation_owner\" FROM \"agent\"( GRANTED BY \".*\")? CASCADE"));
        mended("GRANT pg_read_all_data TO agent", s -> s.startsWith("REVOKE \"pg_read_all_data\" FROM \"agent\""));
        mended("GRANT agent TO stranger", s -> s.startsWith("REVOKE \"agent\" FROM \"stranger\""));
        execute(database.superuser(), "REVOKE situation_rw FROM agent");
        assertThat(PLAN.apply(database.superuser()).statements())
                .singleElement()
                .asString()
                .startsWith("GRANT \"situation_rw\" TO \"agent\"");
        execute(database.superuser(), "GRANT situation_rw TO agent WITH ADMIN OPTION");
        assertThat(PLAN.apply(database.superuser()).statements()).hasSize(2);
        assertThat(PLAN.check(database.superuser()).statements()).isEmpty();
    }

    @Test
    void ownersOfThings() throws SQLException {
        mended("ALTER TABLE situation.item OWNER TO agent", "ALTER TABLE situation.item OWNER TO \"situation_owner\"");
        mended("ALTER SCHEMA situation OWNER TO agent", "ALTER SCHEMA \"situation\" OWNER TO \"situation_owner\"");
        execute(database.superuser(), "ALTER DATABASE situation OWNER TO agent");
        assertThat(PLAN.apply(database.superuser()).statements())
                .contains("ALTER DATABASE \"situation\" OWNER TO \""
                        + database.server().superuser() + "\"");
        assertThat(PLAN.check(database.superuser()).statements()).isEmpty();
    }

    @Test
    void whatARoleMayChangeAboutItself() throws SQLException {
        execute(database.login("agent"), "ALTER ROLE agent IN DATABASE situation SET search_path = public");
        assertThat(PLAN.apply(database.superuser()).statements())
                .containsExactly("ALTER ROLE \"agent\" IN DATABASE \"situation\" SET search_path = \"situation\"");
        execute(database.login("agent"), "ALTER ROLE agent PASSWORD 'mine'");
        assertThat(PLAN.apply(database.superuser()).statements())
                .containsExactly("ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$…'");
    }

    @Test
    void rightsOfRolesBeyondThePlanAreToldAndLeft() throws SQLException {
        execute(database.superuser(), "GRANT SELECT, UPDATE ON situation.item TO stranger");

        RoleChanges changes = PLAN.apply(database.superuser());

        assertThat(changes.statements()).isEmpty();
        assertThat(changes.remarks())
                .containsExactly("'stranger', which the plan does not name, has SELECT, UPDATE on 1 × table");
        execute(database.superuser(), "REVOKE ALL ON situation.item FROM stranger");
    }

    private void mended(String drift, String... statements) throws SQLException {
        execute(database.superuser(), drift);
        assertThat(PLAN.check(database.superuser()).statements()).as(drift).containsExactly(statements);
        assertThat(PLAN.apply(database.superuser()).statements()).as(drift).containsExactly(statements);
        assertThat(PLAN.check(database.superuser()).statements()).as(drift).isEmpty();
    }

    private void mended(String drift, Predicate<String> statement) throws SQLException {
        execute(database.superuser(), drift);
        List<String> done = PLAN.apply(database.superuser()).statements();
        assertThat(done).as(drift).singleElement().matches(statement);
        assertThat(PLAN.check(database.superuser()).statements()).as(drift).isEmpty();
    }
}
