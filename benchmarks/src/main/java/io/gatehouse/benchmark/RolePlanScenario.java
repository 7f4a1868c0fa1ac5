package io.gatehouse.benchmark;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.roles.LoginRole;
import io.gatehouse.postgres.roles.RolePlan;
import io.gatehouse.testkit.PostgresServer;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A role plan for many roles over many tables: planned for a database that has none of the roles, applied, planned again and
 * applied again; then, on a database of its own, the script without questions, as {@code psql} would run it. Each role has a
 * password, which a plan recomputes with the stored salt.
 *
 * <p>Arguments, each optional and in this order: roles (1000), tables (10000), rounds (3).
 */
public final class RolePlanScenario {
    private static final int TABLES_PER_TRANSACTION = 500;

    private final PostgresServer server;
    private final int roles;
    private final int tables;

    private RolePlanScenario(PostgresServer server, int roles, int tables) {
        this.server = server;
        this.roles = roles;
        this.tables = tables;
    }

    /**
     * Measures and prints.
     *
     * @param args roles, tables, rounds
     * @throws SQLException if the server refuses
     */
    public static void main(String[] args) throws SQLException {
        int roles = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int tables = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try (PostgresServer server = PostgresServer.builder()
                .tls(CertificateAuthority.create("Benchmark CA"))
                .start()) {
            System.out.printf("PostgreSQL %s, %d roles, %d tables%n", server.version(), roles, tables);
            for (int round = 1; round <= rounds; round++) {
                System.out.printf("round %d, load average %.2f%n", round, load());
                new RolePlanScenario(server, roles, tables).round(round);
            }
        }
    }

    private void round(int round) throws SQLException {
        String name = "bench" + round;
        DataSource database = database(name);
        RolePlan plan = plan(name);
        timed("plan, nothing there", () -> plan.check(database).toString());
        timed("apply", () -> plan.apply(database).toString());
        timed("plan, all there", () -> plan.check(database).toString());
        timed("apply, all there", () -> plan.apply(database).toString());
        String other = name + "script";
        DataSource there = database(other);
        String script = plan(other)
                .toSql(PostgresVersion.of(Integer.parseInt(server.version().split("\\.", 2)[0])));
        timed("the script alone", () -> {
            try {
                execute(there, script);
                return script.lines().count() + " lines";
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private RolePlan plan(String name) {
        RolePlan.Builder plan = RolePlan.builder(name, "app")
                .owner(name + "_owner")
                .readWrite(name + "_rw")
                .readOnly(name + "_ro")
                .migrator(name + "_migrator");
        for (int i = 4; i < roles; i++) {
            String service = name + "_service" + i;
            LoginRole role = i % 2 == 0 ? LoginRole.readWrite(service) : LoginRole.readOnly(service);
            plan.login(role.password(Secret.ofText("password " + i)));
        }
        return plan.build();
    }

    /** The tables belong to the owner already, as a migrator makes them. */
    private DataSource database(String name) throws SQLException {
        execute(server.superuserDataSource(), "CREATE DATABASE " + name);
        DataSource database = server.superuserDataSource(name);
        execute(database, "CREATE ROLE " + name + "_owner");
        execute(database, "CREATE SCHEMA app AUTHORIZATION " + name + "_owner");
        for (int i = 0; i < tables; i += TABLES_PER_TRANSACTION) {
            execute(
                    database,
                    "SET ROLE " + name + "_owner; DO $$ BEGIN FOR i IN " + i + ".." + (i + TABLES_PER_TRANSACTION - 1)
                            + " LOOP EXECUTE format('CREATE TABLE app.t%s (id int, name varchar(20))', i); END LOOP; END $$");
        }
        return database;
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void timed(String what, Supplier<String> work) {
        long start = System.nanoTime();
        String result = work.get();
        System.out.printf("%-22s %6.2f s  %s%n", what, (System.nanoTime() - start) / 1e9, result);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
