package io.gatehouse.postgres.roles;

import com.zaxxer.hikari.HikariDataSource;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * A server whose database "situation" is new after each {@link #reset()}, and log-ins of the roles tested there. All classes
 * of a run share one server a version, which ends with the JVM: to start one takes as long as many tests.
 */
final class RoleDatabase {
    static final String NAME = "situation";
    static final Secret PASSWORD = Secret.ofText("secure-password '\"\\");

    private static final Map<Integer, RoleDatabase> RUNNING = new ConcurrentHashMap<>();

    private final PostgresServer server;

    private RoleDatabase(PostgresServer server) {
        this.server = server;
    }

    /** Stands in a field until a test class asks for a version. */
    static RoleDatabase notStarted() {
        return new RoleDatabase(PostgresServer.builder().build());
    }

    static RoleDatabase of(int version) {
        return RUNNING.computeIfAbsent(version, RoleDatabase::start);
    }

    private static RoleDatabase start(int version) {
        return new RoleDatabase(PostgresServer.builder()
                .version(version)
                .tls(CertificateAuthority.create("Database CA"))
                .setting("wal_level", "logical")
                .hba(
                        "hostssl all migrator,stranger all cert",
                        "hostssl replication all all scram-sha-256",
                        "hostssl all all all scram-sha-256")
                .startOrSkip());
    }

    /** Owner, migrator, both groups, and a role for each duty. */
    static RolePlan.Builder plan() {
        return RolePlan.builder(NAME, "situation")
                .owner("situation_owner")
                .readWrite("situation_rw")
                .readOnly("situation_ro")
                .migrator("migrator")
                .login(
                        LoginRole.readWrite("agent").password(PASSWORD),
                        LoginRole.readOnly("report").password(PASSWORD),
                        LoginRole.databaseCreator("creator").password(PASSWORD),
                        LoginRole.replication("standby").password(PASSWORD));
    }

    void reset() throws SQLException {
        execute(
                server.superuserDataSource(),
                "DROP DATABASE IF EXISTS situation WITH (FORCE)",
                """
                DO $$ DECLARE role text; BEGIN
                  FOR role IN SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> current_user LOOP
                    EXECUTE format('DROP OWNED BY %I', role);
                    EXECUTE format('DROP ROLE %I', role);
                  END LOOP;
                END $$""",
                "CREATE DATABASE situation");
    }

    DataSource superuser() {
        return superuser(NAME);
    }

    DataSource superuser(String database) {
        return PostgresTls.dataSource(dsn(server.superuser(), database)
                .password(server.superuserPassword())
                .build());
    }

    HikariDataSource superuserPool() {
        return pool(server.superuser(), server.superuserPassword());
    }

    /** One connection for many tests; whoever changes the session or the database's settings takes another. */
    HikariDataSource pool(String role, Secret password) {
        return PostgresTls.pool(dsn(role, NAME).password(password).build(), settings -> settings.setMaximumPoolSize(1));
    }

    DataSource login(String role) {
        return login(role, PASSWORD);
    }

    DataSource login(String role, Secret password) {
        return PostgresTls.dataSource(dsn(role, NAME).password(password).build());
    }

    DataSource certified(String role) {
        return PostgresTls.dataSource(dsn(role, NAME)
                .clientCertificate(server.clientCertificate(role))
                .build());
    }

    PostgresServer server() {
        return server;
    }

    private Dsn.Builder dsn(String user, String database) {
        // The maintenance rule of the test server is for 127.0.0.1.
        return Dsn.host("127.0.0.1", server.port())
                .database(database)
                .user(user)
                .verifyFull(server.caFile());
    }

    static void execute(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    static String value(DataSource source, String query) throws SQLException {
        return values(source, query).get(0);
    }

    static List<String> values(DataSource source, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
