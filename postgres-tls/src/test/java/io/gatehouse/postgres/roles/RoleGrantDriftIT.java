package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Drift where the versions differ: memberships have options and grantors from 16 on, tables one right more from 17 on. */
@ParameterizedClass
@ValueSource(ints = {15, 16, 17, 18})
class RoleGrantDriftIT extends DriftingRoles {
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
        assertThat(PLAN.apply(superuser).statements())
                .singleElement()
                .asString()
                .startsWith("GRANT \"situation_rw\" TO \"agent\"");
        execute(database.superuser(), "GRANT situation_rw TO agent WITH ADMIN OPTION");
        assertThat(PLAN.apply(superuser).statements()).hasSize(2);
        assertThat(PLAN.check(superuser).statements()).isEmpty();
    }
}
