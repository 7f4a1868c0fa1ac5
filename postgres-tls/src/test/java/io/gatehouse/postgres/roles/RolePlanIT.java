package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static io.gatehouse.postgres.roles.RoleDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans compared with a real database and carried out there, twice. */
@ParameterizedClass
@ValueSource(ints = {15, 16, 17, 18})
class RolePlanIT {
    private static final Duration LOGGED = Duration.ofSeconds(20);
    private static final Pattern STATEMENT = Pattern.compile("LOG: +(statement|execute [^:]*):");

    private static RoleDatabase database = RoleDatabase.notStarted();

    @Parameter
    int version;

    private final RolePlan plan = RoleDatabase.plan().build();

    @BeforeParameterizedClassInvocation
    static void start(int version) {
        database = RoleDatabase.of(version);
    }

    @BeforeEach
    void reset() throws SQLException {
        database.reset();
    }

    @Test
    void aSecondTimeIsZeroStatements() {
        RoleChanges planned = plan.check(database.superuser());
        RoleChanges first = plan.apply(database.superuser());

        assertThat(first.statements())
                .isEqualTo(planned.statements())
                .hasSizeGreaterThan(20)
                .noneMatch(s -> s.contains("secure-password"))
                .noneMatch(s -> s.contains("SCRAM-SHA-256$4096"));
        assertThat(plan.check(database.superuser()).statements()).isEmpty();
        assertThat(plan.apply(database.superuser()).statements()).isEmpty();
    }

    @Test
    void aCheckChangesNothing() throws SQLException {
        plan.check(database.superuser());

        assertThat(value(database.superuser(), "SELECT count(*) FROM pg_roles WHERE rolname = 'agent'"))
                .isEqualTo("0");
    }

    @Test
    void whatACheckPrintsDoesWhatAnApplyWould() throws SQLException {
        execute(database.superuser(), plan.check(database.superuser()).toSql());

        assertThat(plan.check(database.superuser()).statements()).isEmpty();
        assertThat(value(database.login("agent"), "SELECT current_user")).isEqualTo("agent");
    }

    @Test
    void theScriptWithoutADatabaseDoesTheSameAndMayBeRepeated() throws SQLException {
        String script = plan.toSql(PostgresVersion.of(version));

        execute(database.superuser(), script, script);

        assertThat(plan.check(database.superuser()).statements()).isEmpty();
        assertThat(value(database.login("agent"), "SELECT current_user")).isEqualTo("agent");
    }

    @Test
    void noClearPasswordReachesTheServersLog() throws SQLException {
        assertThat(logged("all", () -> plan.apply(database.superuser())))
                .anyMatch(line -> line.contains("CREATE ROLE \"agent\""))
                .noneMatch(line -> line.contains("secure-password"));
    }

    @Test
    void aSecondTimeTheServerSeesNoStatementThatChangesAnything() throws SQLException {
        plan.apply(database.superuser());

        assertThat(logged("mod", () -> plan.apply(database.superuser())))
                .filteredOn(line -> STATEMENT.matcher(line).find())
                .isEmpty();
    }

    @Test
    void aPasswordBeyondAsciiLetsTheDriverIn() throws SQLException {
        // Mapped to nothing, to a space, and by compatibility; and letters that stay.
        Secret password = Secret.ofText("p\u00e4ss\u00adw\u00a0\u2168 \u043f\u0430\u0440\u043e\u043b\u044c");
        RolePlan odd = RolePlan.builder("situation", "situation")
                .owner("situation_owner")
                .readWrite("situation_rw")
                .login(LoginRole.readWrite("agent").password(password))
                .build();

        odd.apply(database.superuser());

        assertThat(value(database.login("agent", password), "SELECT current_user"))
                .isEqualTo("agent");
        assertThat(value(
                        database.login("agent", Secret.ofText("p\u00e4ssw IX \u043f\u0430\u0440\u043e\u043b\u044c")),
                        "SELECT 1"))
                .isEqualTo("1");
        assertThat(odd.check(database.superuser()).isEmpty()).isTrue();
    }

    @Test
    void whatWasThereBeforeIsHandedOverAndOpened() throws SQLException {
        execute(
                database.superuser(),
                "CREATE SCHEMA situation",
                "CREATE TABLE situation.old (id serial)",
                "CREATE VIEW situation.seen AS SELECT * FROM situation.old",
                "CREATE MATERIALIZED VIEW situation.kept AS SELECT * FROM situation.old",
                "CREATE SEQUENCE situation.counter",
                "CREATE TYPE situation.mood AS ENUM ('ok')",
                "CREATE DOMAIN situation.word AS text",
                "CREATE FUNCTION situation.f(IN a integer, OUT b text) LANGUAGE sql AS 'SELECT ''x'''",
                "CREATE PROCEDURE situation.p() LANGUAGE sql AS 'SELECT 1'");

        plan.apply(database.superuser());

        execute(database.login("agent"), "INSERT INTO old DEFAULT VALUES");
        execute(
                database.certified("migrator"),
                "ALTER TABLE old ADD COLUMN more text",
                "ALTER TYPE mood ADD VALUE 'bad'",
                "DROP FUNCTION f",
                "DROP PROCEDURE p",
                "REFRESH MATERIALIZED VIEW kept");
        assertThat(plan.check(database.superuser()).statements()).isEmpty();
    }

    @Test
    void whatAnExtensionOwnsIsLeftAlone() throws SQLException {
        execute(
                database.superuser(),
                "CREATE SCHEMA situation",
                "CREATE EXTENSION IF NOT EXISTS plpgsql",
                "CREATE FUNCTION situation.member() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "ALTER EXTENSION plpgsql ADD FUNCTION situation.member()");

        assertThat(plan.apply(database.superuser()).statements()).noneMatch(s -> s.contains("member()"));
    }

    @Test
    void aFaultLeavesEverythingAsItWas() throws SQLException {
        execute(database.superuser(), "CREATE ROLE situation_owner", "CREATE TABLE public.t (id int)");
        execute(
                database.superuser(),
                "CREATE FUNCTION public.no() RETURNS event_trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''not today''; END'",
                "CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION public.no()");

        assertThatThrownBy(() -> plan.apply(database.superuser()))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("nothing is changed")
                .hasMessageContaining("CREATE SCHEMA IF NOT EXISTS")
                .hasMessageContaining("not today");
        assertThat(value(database.superuser(), "SELECT count(*) FROM pg_roles WHERE rolname = 'agent'"))
                .isEqualTo("0");
    }

    @Test
    void refusesTheWrongDatabaseAndTheWrongUser() {
        plan.apply(database.superuser());

        assertThatThrownBy(() -> plan.apply(database.superuser("postgres")))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("leads to 'postgres'");
        assertThatThrownBy(() -> plan.check(database.login("agent")))
                .isInstanceOf(RolePlanException.class)
                .hasMessageContaining("'agent' is no superuser");
    }

    /** What the server logs meanwhile; its log is that of other classes too. */
    private static List<String> logged(String statements, Runnable action) throws SQLException {
        execute(database.superuser(), "ALTER DATABASE situation SET log_statement = '" + statements + "'");
        String mark = "mark " + UUID.randomUUID();
        execute(database.superuser(), "COMMENT ON DATABASE situation IS 'begin " + mark + "'");
        action.run();
        execute(database.superuser(), "COMMENT ON DATABASE situation IS 'end " + mark + "'");
        database.server().awaitLog("end " + mark, LOGGED);
        List<String> log = database.server().log();
        int[] marks = IntStream.range(0, log.size())
                .filter(i -> log.get(i).contains(mark))
                .toArray();
        assertThat(marks).hasSize(2);
        return log.subList(marks[0] + 1, marks[1]);
    }
}
