package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A database that is as planned, which each test changes and has mended. */
abstract class DriftingRoles {
    static final RolePlan PLAN = RoleDatabase.plan().build();

    static RoleDatabase database = RoleDatabase.notStarted();
    static HikariDataSource superuser = new HikariDataSource();

    @Parameter
    int version;

    @BeforeParameterizedClassInvocation
    static void start(int version) throws SQLException {
        database = RoleDatabase.of(version);
        database.reset();
        superuser = database.superuserPool();
        PLAN.apply(superuser);
        execute(
                database.certified("migrator"),
                "CREATE TABLE item (id serial, name text)",
                "CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        execute(database.superuser(), "CREATE ROLE stranger LOGIN");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        superuser.close();
    }

    @AfterEach
    void isAsPlanned() {
        assertThat(PLAN.check(superuser).statements()).isEmpty();
    }

    /** Exactly these statements, so that nothing is left of the drift before. */
    static void mended(String drift, String... statements) throws SQLException {
        execute(database.superuser(), drift);
        assertThat(PLAN.check(superuser).statements()).as(drift).containsExactly(statements);
        assertThat(PLAN.apply(superuser).statements()).as(drift).containsExactly(statements);
    }

    static void mended(String drift, Predicate<String> statement) throws SQLException {
        execute(database.superuser(), drift);
        List<String> done = PLAN.apply(superuser).statements();
        assertThat(done).as(drift).singleElement().matches(statement);
    }
}
