package io.gatehouse.postgres.roles;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A {@link RolePlan} compared with a database, or carried out there. */
final class RoleSession {
    /** Somebody else dropped, made or changed what a statement was about, or waits for us crosswise. */
    private static final Set<String> CROSSED =
            Set.of("40001", "40P01", "23505", "42704", "42710", "42P01", "42P06", "42883", "3F000");

    /** PostgreSQL has no code of its own for "tuple concurrently updated" and "… deleted". */
    private static final String INTERNAL_ERROR = "XX000";

    private static final int ATTEMPTS = 10;

    /** One does it, unless somebody else makes more to do meanwhile. */
    private static final int PASSES = 10;

    private final RolePlan plan;
    private final Passwords passwords = new Passwords();

    private RoleSession(RolePlan plan) {
        this.plan = plan;
    }

    static RoleChanges check(RolePlan plan, DataSource superuser) {
        RoleSession session = new RoleSession(plan);
        try (Connection connection = superuser.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement sql = statement(connection)) {
                sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                sql.execute("SET LOCAL search_path = pg_catalog");
                session.requireRightPlace(sql);
                Observed observed = new Catalogues(connection, plan).observe();
                return new RoleChanges(Differences.between(plan, observed, session.passwords), observed.remarks());
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new RolePlanException("cannot check " + plan + ": " + e.getMessage(), e);
        }
    }

    static RoleChanges apply(RolePlan plan, DataSource superuser) {
        RoleSession session = new RoleSession(plan);
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = superuser.getConnection()) {
                connection.setAutoCommit(false);
                return session.attempt(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !isCrossed(e)) {
                    throw new RolePlanException("cannot apply " + plan + ", nothing is changed: " + e.getMessage(), e);
                }
            }
        }
    }

    private static boolean isCrossed(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return CROSSED.contains(e.getSQLState())
                || (INTERNAL_ERROR.equals(e.getSQLState())
                        && (message.contains("concurrently") || message.contains("cache lookup failed")));
    }

    private RoleChanges attempt(Connection connection) throws SQLException {
        try (Statement sql = statement(connection)) {
            requireRightPlace(sql);
            for (String statement : Script.PREPARATIONS) {
                sql.execute(statement);
            }
            RoleChanges changes = passes(connection, sql);
            connection.commit();
            return changes;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** Until the catalogues say that all is as planned: what a server ignores with a warning is no success. */
    private RoleChanges passes(Connection connection, Statement sql) throws SQLException {
        List<Change> done = new ArrayList<>();
        List<Change> last = List.of();
        for (int pass = 1; pass <= PASSES; pass++) {
            Observed observed = new Catalogues(connection, plan).observe();
            List<Change> changes = Differences.between(plan, observed, passwords);
            if (changes.isEmpty()) {
                return new RoleChanges(done, observed.remarks());
            }
            if (changes.equals(last)) {
                throw new RolePlanException(
                        "cannot apply " + plan + ", nothing is changed: the server took '"
                                + changes.get(0).shown() + "' and it had no effect; run it by hand to see the warning",
                        null);
            }
            for (Change change : changes) {
                execute(sql, change);
            }
            done.addAll(changes);
            last = changes;
        }
        throw new RolePlanException(
                "cannot apply " + plan + ", nothing is changed: somebody else keeps changing the same things; apply it"
                        + " when that has ended",
                null);
    }

    private static void execute(Statement sql, Change change) throws SQLException {
        try {
            sql.execute(change.sql());
        } catch (SQLException e) {
            // The driver's own text may quote the statement, and with it the verifier.
            throw new SQLException(
                    change.shown() + ": " + String.valueOf(e.getMessage()).replace(change.sql(), change.shown()),
                    e.getSQLState());
        }
    }

    private void requireRightPlace(Statement sql) throws SQLException {
        String database = value(sql, "SELECT pg_catalog.current_database()");
        if (!plan.database().equals(database)) {
            throw new RolePlanException(
                    "the plan is for the database '" + plan.database() + "', the connection leads to '" + database
                            + "': connect to the former",
                    null);
        }
        if (!"t".equals(value(sql, "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"))) {
            throw new RolePlanException(
                    "'" + value(sql, "SELECT current_user")
                            + "' is no superuser, and only one may compare passwords and"
                            + " hand over a schema: connect as a superuser, or have one run the printed script",
                    null);
        }
    }

    private static void rollBack(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static Statement statement(Connection connection) throws SQLException {
        Statement sql = connection.createStatement();
        sql.setEscapeProcessing(false);
        return sql;
    }

    private static @Nullable String value(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
