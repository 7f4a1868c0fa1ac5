package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static io.gatehouse.postgres.roles.RoleDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role can and, above all, what it cannot do, tried against the real server. */
@ParameterizedClass
@ValueSource(ints = {15, 16, 17, 18})
class RoleRightsIT {
    private static final String REFUSED = "(?s).*(permission denied|must be owner|must be superuser|must be able to SET"
            + "|must be member|must have|must be superuser or replication role|not allowed).*";

    private static RoleDatabase database = RoleDatabase.notStarted();
    private static HikariDataSource agent = new HikariDataSource();

    @Parameter
    int version;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws SQLException {
        database = RoleDatabase.of(version);
        database.reset();
        execute(database.superuser(), "CREATE ROLE stranger LOGIN");
        RoleDatabase.plan().build().apply(database.superuser());
        execute(
                database.certified("migrator"),
                "CREATE TABLE item (id serial PRIMARY KEY, name text)",
                "CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        agent = database.pool("agent", RoleDatabase.PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        agent.close();
    }

    @Test
    void theMigratorMakesTablesAndTheServicesUseThem() throws SQLException {
        execute(
                database.login("agent"),
                "INSERT INTO item (name) VALUES ('one')",
                "UPDATE item SET name = 'two' WHERE name = 'one'");

        assertThat(value(database.login("report"), "SELECT DISTINCT name FROM situation.item WHERE name = 'two'"))
                .isEqualTo("two");
        assertThat(value(database.superuser(), "SELECT tableowner FROM pg_tables WHERE tablename = 'item'"))
                .isEqualTo("situation_owner");
        execute(database.login("agent"), "DELETE FROM item WHERE name = 'two'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE mine (id int)",
                "CREATE TABLE public.mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "CREATE SCHEMA mine",
                "CREATE FUNCTION situation.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE FOREIGN DATA WRAPPER mine",
                "ALTER TABLE item ADD COLUMN more int",
                "ALTER TABLE item OWNER TO agent",
                "ALTER TABLE item DISABLE ROW LEVEL SECURITY",
                "DROP TABLE item",
                "DROP SCHEMA situation CASCADE",
                "TRUNCATE item",
                "CREATE INDEX ON item (id)",
                "CREATE TRIGGER t BEFORE INSERT ON item EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                "SELECT setval('item_id_seq', 1)",
                "SELECT situation.secret()",
                "GRANT situation_rw TO stranger",
                "ALTER DEFAULT PRIVILEGES FOR ROLE situation_owner GRANT SELECT ON TABLES TO stranger",
                "SET ROLE situation_owner",
                "SET ROLE migrator",
                "SET ROLE postgres",
                "SET SESSION AUTHORIZATION situation_owner",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "ALTER ROLE agent CREATEDB",
                "ALTER ROLE agent SUPERUSER",
                "ALTER ROLE migrator PASSWORD 'mine'",
                "ALTER DATABASE situation SET search_path = public",
                "ALTER SYSTEM SET ssl = off",
                "SELECT pg_reload_conf()",
                "SELECT rolpassword FROM pg_authid",
                "SELECT pg_read_file('pg_hba.conf')",
                "COPY item FROM PROGRAM 'id'",
                "COPY item TO '/dev/null'",
                "SELECT lo_import('/etc/passwd')",
                "SELECT pg_create_physical_replication_slot('mine')",
                "SELECT * FROM pg_hba_file_rules"
            })
    void theAgentCannot(String statement) {
        refused(agent, statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO item (name) VALUES ('x')",
                "UPDATE item SET name = 'x'",
                "DELETE FROM item",
                "SELECT * FROM item FOR UPDATE",
                "SELECT nextval('item_id_seq')",
                "BEGIN; LOCK TABLE item IN EXCLUSIVE MODE",
                "COPY item FROM STDIN",
                "SET ROLE situation_rw"
            })
    void theReaderCannot(String statement) {
        refused(database.login("report"), statement);
    }

    /** Before 16 a member may always become its group, which gives it nothing that it has not. */
    @Test
    void aServiceDoesNotBecomeItsGroup() throws SQLException {
        if (version >= 16) {
            refused(database.login("report"), "SET ROLE situation_ro");
        } else {
            assertThatThrownBy(() -> execute(database.login("report"), "SET ROLE situation_ro", "DELETE FROM item"))
                    .hasMessageContaining("permission denied");
        }
    }

    /** The server answers these with a warning, not an error. */
    @Test
    void theAgentPassesNothingOn() throws SQLException {
        execute(
                database.login("agent"),
                "GRANT SELECT ON item TO stranger",
                "GRANT CONNECT ON DATABASE situation TO stranger");

        assertThat(value(database.superuser(), "SELECT has_table_privilege('stranger', 'situation.item', 'SELECT')"))
                .isEqualTo("f");
        assertThat(value(database.superuser(), "SELECT has_database_privilege('stranger', 'situation', 'CONNECT')"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM situation.item",
                "CREATE TABLE public.mine (id int)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "SET ROLE situation_owner",
                "ALTER ROLE creator SUPERUSER"
            })
    void theDatabaseCreatorCannot(String statement) {
        refused(database.login("creator"), statement);
    }

    @Test
    void theDatabaseCreatorMakesDatabases() throws SQLException {
        execute(database.login("creator"), "CREATE DATABASE datamodel", "DROP DATABASE datamodel");
    }

    @Test
    void theMigratorHasNoRightsOfItsOwn() throws SQLException {
        assertThat(value(database.certified("migrator"), "SELECT session_user || ' as ' || current_user"))
                .isEqualTo("migrator as situation_owner");
        assertThatThrownBy(() -> execute(
                        database.certified("migrator"), "RESET ROLE", "SET ROLE NONE", "SELECT * FROM situation.item"))
                .hasMessageContaining("permission denied");
        refused(database.certified("migrator"), "CREATE ROLE mine");
        refused(database.certified("migrator"), "CREATE SCHEMA mine");
    }

    @Test
    void theStandbyHasNoDatabase() {
        assertThatThrownBy(() -> execute(database.login("standby"), "SELECT 1"))
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void theStandbyStreamsAndNobodyElseDoes() throws SQLException {
        try (Connection stream = stream("standby");
                Statement sql = stream.createStatement();
                ResultSet row = sql.executeQuery("IDENTIFY_SYSTEM")) {
            assertThat(row.next()).isTrue();
        }
        for (String role : new String[] {"agent", "report", "creator"}) {
            assertThatThrownBy(() -> stream(role).close()).as(role).hasMessageMatching(REFUSED);
        }
    }

    private static Connection stream(String role) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", RoleDatabase.PASSWORD.exposeText());
        properties.setProperty("replication", "true");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection(database.server().jdbcUrl(RoleDatabase.NAME), properties);
    }

    @Test
    void ownerAndGroupsCannotLogIn() throws SQLException {
        for (String role : new String[] {"situation_owner", "situation_rw", "situation_ro"}) {
            assertThatThrownBy(() -> execute(database.login(role), "SELECT 1"))
                    .as(role)
                    .isInstanceOf(SQLException.class);
            assertThat(value(database.superuser(), "SELECT rolcanlogin FROM pg_roles WHERE rolname = '" + role + "'"))
                    .isEqualTo("f");
        }
    }

    @Test
    void strangersAreKeptOut() {
        assertThatThrownBy(() -> execute(database.certified("stranger"), "SELECT 1"))
                .hasMessageContaining("permission denied for database");
    }

    private static void refused(DataSource who, String statement) {
        assertThatThrownBy(() -> execute(who, statement))
                .as(statement)
                .isInstanceOf(SQLException.class)
                .hasMessageMatching(REFUSED);
    }
}
