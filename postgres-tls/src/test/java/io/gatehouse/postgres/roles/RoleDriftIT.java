package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others did to the roles of a plan, found in the catalogues and put right by the statement named: what all versions have
 * alike, on the oldest and the newest.
 */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class RoleDriftIT extends DriftingRoles {
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
    void ownersOfThings() throws SQLException {
        mended("ALTER TABLE situation.item OWNER TO agent", "ALTER TABLE situation.item OWNER TO \"situation_owner\"");
        mended("ALTER SCHEMA situation OWNER TO agent", "ALTER SCHEMA \"situation\" OWNER TO \"situation_owner\"");
        execute(database.superuser(), "ALTER DATABASE situation OWNER TO agent");
        assertThat(PLAN.apply(superuser).statements())
                .contains("ALTER DATABASE \"situation\" OWNER TO \""
                        + database.server().superuser() + "\"");
        assertThat(PLAN.check(superuser).statements()).isEmpty();
    }

    @Test
    void whatARoleMayChangeAboutItself() throws SQLException {
        execute(database.login("agent"), "ALTER ROLE agent IN DATABASE situation SET search_path = public");
        assertThat(PLAN.apply(superuser).statements())
                .containsExactly("ALTER ROLE \"agent\" IN DATABASE \"situation\" SET search_path = \"situation\"");
        execute(database.login("agent"), "ALTER ROLE agent PASSWORD 'mine'");
        assertThat(PLAN.apply(superuser).statements())
                .containsExactly("ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$…'");
    }

    @Test
    void rightsOfRolesBeyondThePlanAreToldAndLeft() throws SQLException {
        execute(database.superuser(), "GRANT SELECT, UPDATE ON situation.item TO stranger");

        RoleChanges changes = PLAN.apply(superuser);

        assertThat(changes.statements()).isEmpty();
        assertThat(changes.remarks())
                .containsExactly("'stranger', which the plan does not name, has SELECT, UPDATE on 1 × table");
        execute(database.superuser(), "REVOKE ALL ON situation.item FROM stranger");
    }
}
