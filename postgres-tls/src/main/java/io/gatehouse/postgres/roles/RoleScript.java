package io.gatehouse.postgres.roles;

import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A {@link RolePlan} as a script, and carried out. */
final class RoleScript {
    /** "gatehous" in ASCII: grants that run side by side fail with "tuple concurrently updated". */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(" + 0x67617465686f7573L + ")";

    /** With an empty path nothing that somebody planted in another schema is called; the time-out ends a wait. */
    private static final List<String> PREPARATIONS = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL standard_conforming_strings = on",
            "SET LOCAL lock_timeout = '30s'",
            LOCK);

    private final RolePlan plan;
    private final Statement sql;
    private final List<String> done = new ArrayList<>();

    private RoleScript(RolePlan plan, Statement sql) {
        this.plan = plan;
        this.sql = sql;
    }

    static String print(RolePlan plan, PostgresVersion version) {
        StringBuilder script = new StringBuilder("-- " + oneLine(plan.toString()) + " for PostgreSQL " + version.major()
                + ". Run as a superuser in that database.\nBEGIN;\n");
        PREPARATIONS.forEach(statement -> script.append(statement).append(";\n"));
        RoleSteps.of(plan, version).forEach(step -> script.append(step.script()));
        for (LoginRole role : List.of(plan.migrator(), plan.agent())) {
            script.append(passwordStatement(role)).append(";\n");
        }
        return script.append("COMMIT;\n").toString();
    }

    static RoleChanges apply(RolePlan plan, DataSource superuser) {
        try (Connection connection = superuser.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement sql = connection.createStatement()) {
                sql.setEscapeProcessing(false);
                RoleChanges changes = new RoleScript(plan, sql).run(PostgresVersion.of(connection));
                connection.commit();
                return changes;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new RolePlanException("cannot apply " + plan + ": " + e.getMessage(), e);
        }
    }

    private static void rollBack(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private RoleChanges run(PostgresVersion version) throws SQLException {
        checkConnection();
        for (String statement : PREPARATIONS) {
            sql.execute(statement);
        }
        for (RoleStep step : RoleSteps.of(plan, version)) {
            if (!"t".equals(value(step.holds()))) {
                execute(step.statement(), step.statement());
            }
        }
        for (LoginRole role : List.of(plan.migrator(), plan.agent())) {
            password(role);
        }
        return new RoleChanges(done);
    }

    private void checkConnection() throws SQLException {
        String database = value("SELECT current_database()");
        if (!plan.database().equals(database)) {
            throw new RolePlanException(
                    "the plan is for the database '" + plan.database() + "', the connection leads to '" + database
                            + "': connect to the former",
                    null);
        }
        if (!"t".equals(value("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"))) {
            throw new RolePlanException(
                    "'" + value("SELECT current_user") + "' is no superuser, and only one may compare passwords and"
                            + " hand over a schema: connect as a superuser, or have one run the printed script",
                    null);
        }
    }

    private void password(LoginRole role) throws SQLException {
        String stored = value("SELECT rolpassword FROM pg_authid WHERE rolname = " + Sql.text(role.name()));
        Optional<Secret> password = role.password();
        boolean holds = password.isEmpty()
                ? stored == null
                : Objects.requireNonNullElse(stored, "").startsWith("SCRAM")
                        && ScramVerifier.parse(Objects.requireNonNull(stored))
                                .map(verifier -> verifier.matches(password.get()))
                                .orElse(false);
        if (!holds) {
            String shown = "ALTER ROLE " + Sql.name(role.name()) + " PASSWORD "
                    + (password.isPresent() ? "'SCRAM-SHA-256$…'" : "NULL");
            execute(passwordStatement(role), shown);
        }
    }

    private static String passwordStatement(LoginRole role) {
        return "ALTER ROLE " + Sql.name(role.name()) + " PASSWORD "
                + role.password()
                        .map(p -> Sql.text(ScramVerifier.of(p).exposeText()))
                        .orElse("NULL");
    }

    private void execute(String statement, String shown) throws SQLException {
        try {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new RolePlanException("cannot apply " + plan + ": " + shown + ": " + e.getMessage(), e);
        }
        done.add(shown);
    }

    private @Nullable String value(String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}]", " ");
    }
}
