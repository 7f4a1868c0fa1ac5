package io.gatehouse.postgres.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.hba.HbaRule;
import io.gatehouse.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles applied to a real database, and what each of them can and, above all, cannot do there. */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class RolePlanIT {
    private static final Secret PASSWORD = Secret.ofText("secure-password '\"\\");

    private static PostgresServer server = PostgresServer.builder().build();

    @Parameter
    int version;

    private final RolePlan plan = RolePlan.builder("situation", "situation")
            .owner("situation_owner")
            .migrator("migrator")
            .agent("agent", PASSWORD)
            .build();

    @BeforeParameterizedClassInvocation
    static void start(int version) {
        server = PostgresServer.builder()
                .version(version)
                .tls(CertificateAuthority.create("Database CA"))
                .hba(
                        HbaRule.hostssl().users("agent").scram().print(),
                        HbaRule.hostssl().cert().print())
                .startOrSkip();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        execute(server.superuserDataSource(), "CREATE DATABASE situation");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        execute(server.superuserDataSource(), "DROP DATABASE situation WITH (FORCE)");
        execute(server.superuserDataSource(), "DROP ROLE IF EXISTS agent, migrator, situation_owner");
    }

    @Test
    void theMigratorMakesTablesAndTheAgentUsesThem() throws SQLException {
        plan.apply(superuser());

        execute(migrator(), "CREATE TABLE item (id serial PRIMARY KEY, name text)");
        execute(agent(), "INSERT INTO item (name) VALUES ('one')");
        execute(agent(), "UPDATE item SET name = 'two'");
        assertThat(value(agent(), "SELECT name FROM situation.item")).isEqualTo("two");
        execute(agent(), "DELETE FROM item");
        assertThat(value(superuser(), "SELECT tableowner FROM pg_tables WHERE tablename = 'item'"))
                .isEqualTo("situation_owner");
    }

    @Test
    void theAgentCannotDoMore() throws SQLException {
        plan.apply(superuser());
        execute(migrator(), "CREATE TABLE item (id int)");
        execute(migrator(), "CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        for (String statement : List.of(
                "CREATE TABLE mine (id int)",
                "CREATE TABLE public.mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "CREATE SCHEMA mine",
                "ALTER TABLE item ADD COLUMN more int",
                "DROP TABLE item",
                "TRUNCATE item",
                "CREATE INDEX ON item (id)",
                "SELECT situation.secret()",
                "SET ROLE situation_owner",
                "SET ROLE migrator",
                "CREATE ROLE mine",
                "SELECT rolpassword FROM pg_authid")) {
            assertThatThrownBy(() -> execute(agent(), statement))
                    .as(statement)
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void theMigratorHasNoRightsOfItsOwn() throws SQLException {
        plan.apply(superuser());
        execute(migrator(), "CREATE TABLE item (id int)");

        assertThat(value(migrator(), "SELECT session_user || ' as ' || current_user"))
                .isEqualTo("migrator as situation_owner");
        assertThatThrownBy(() -> execute(migrator(), "RESET ROLE; SET ROLE NONE; SELECT * FROM situation.item"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void othersAreKeptOut() throws SQLException {
        execute(server.superuserDataSource(), "CREATE ROLE stranger LOGIN");
        try {
            plan.apply(superuser());

            assertThatThrownBy(() -> execute(certified("stranger"), "SELECT 1"))
                    .hasMessageContaining("permission denied for database");
        } finally {
            execute(server.superuserDataSource(), "DROP ROLE stranger");
        }
    }

    @Test
    void aSecondTimeChangesNothing() {
        RoleChanges first = plan.apply(superuser());

        assertThat(first.statements()).hasSizeGreaterThan(15).noneMatch(s -> s.contains("secure-password"));
        assertThat(plan.apply(superuser()).statements()).isEmpty();
    }

    @Test
    void existingTablesAreOpenedToTheAgent() throws SQLException {
        execute(superuser(), "CREATE SCHEMA situation");
        execute(superuser(), "CREATE TABLE situation.old (id serial)");

        plan.apply(superuser());

        execute(agent(), "INSERT INTO old DEFAULT VALUES");
        assertThat(plan.apply(superuser()).isEmpty()).isTrue();
    }

    @Test
    void whatDriftedIsPutRight() throws SQLException {
        plan.apply(superuser());
        execute(superuser(), "ALTER ROLE agent CREATEDB PASSWORD 'another'");
        execute(superuser(), "GRANT CONNECT ON DATABASE situation TO PUBLIC");

        assertThat(plan.apply(superuser()).statements())
                .containsExactly(
                        "ALTER ROLE \"agent\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
                        "REVOKE ALL ON DATABASE \"situation\" FROM PUBLIC",
                        "ALTER ROLE \"agent\" PASSWORD 'SCRAM-SHA-256$…'");
    }

    @Test
    void thePrintedScriptDoesTheSameAndMayBeRepeated() throws SQLException {
        String script = plan.toSql(PostgresVersion.of(version));

        execute(superuser(), script);
        execute(superuser(), script);

        assertThat(plan.apply(superuser()).statements()).isEmpty();
        assertThat(value(agent(), "SELECT current_user")).isEqualTo("agent");
    }

    @Test
    void manyAtOnceDoNotCollide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<RoleChanges> apply = () -> plan.apply(superuser());
            int applied = 0;
            for (Future<RoleChanges> each : threads.invokeAll(List.of(apply, apply, apply, apply))) {
                applied += each.get().isEmpty() ? 0 : 1;
            }
            assertThat(applied).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFaultLeavesEverythingAsItWas() throws SQLException {
        execute(superuser(), "CREATE ROLE agent LOGIN");
        execute(superuser(), "CREATE ROLE migrator; GRANT agent TO migrator");
        RolePlan loop = RolePlan.builder("situation", "situation")
                .owner("migrator")
                .migrator("agent")
                .agent("situation_owner")
                .build();

        assertThatThrownBy(() -> loop.apply(superuser()))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("GRANT \"migrator\" TO \"agent\"");
        assertThat(value(superuser(), "SELECT count(*) FROM pg_roles WHERE rolname = 'situation_owner'"))
                .isEqualTo("0");
    }

    @Test
    void refusesTheWrongDatabaseAndTheWrongUser() {
        plan.apply(superuser());

        assertThatThrownBy(() -> plan.apply(server.superuserDataSource()))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("leads to 'postgres'");
        assertThatThrownBy(() -> plan.apply(agent()))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("'agent' is no superuser");
    }

    @Test
    void takesOddNamesLiterally() throws SQLException {
        String odd = "o'd\"d $gatehouse$ \u00e4\\";
        execute(server.superuserDataSource(), "CREATE DATABASE " + Sql.name(odd));
        RolePlan oddPlan = RolePlan.builder(odd, odd)
                .owner(odd + "1")
                .migrator(odd + "2")
                .agent(odd + "3", PASSWORD)
                .build();
        DataSource there = PostgresTls.dataSource(dsn(server.superuser())
                .database(odd)
                .password(server.superuserPassword())
                .build());
        try {
            execute(there, oddPlan.toSql(PostgresVersion.of(version)));

            assertThat(oddPlan.apply(there).statements()).isEmpty();
            assertThat(value(there, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'o''d\"d $gatehouse$ \u00e4%'"))
                    .isEqualTo("3");
        } finally {
            execute(server.superuserDataSource(), "DROP DATABASE " + Sql.name(odd) + " WITH (FORCE)");
            for (int i = 1; i <= 3; i++) {
                execute(server.superuserDataSource(), "DROP ROLE IF EXISTS " + Sql.name(odd + i));
            }
        }
    }

    private static DataSource superuser() {
        return server.superuserDataSource("situation");
    }

    private static DataSource agent() {
        return PostgresTls.dataSource(dsn("agent").password(PASSWORD).build());
    }

    private static DataSource migrator() {
        return certified("migrator");
    }

    private static DataSource certified(String role) {
        return PostgresTls.dataSource(
                dsn(role).clientCertificate(server.clientCertificate(role)).build());
    }

    private static Dsn.Builder dsn(String user) {
        // The maintenance rule of the test server is for 127.0.0.1.
        return Dsn.host("127.0.0.1", server.port())
                .database("situation")
                .user(user)
                .verifyFull(server.caFile());
    }

    private static void execute(DataSource source, String statement) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String value(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
