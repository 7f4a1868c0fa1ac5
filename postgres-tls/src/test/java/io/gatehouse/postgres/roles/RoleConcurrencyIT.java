package io.gatehouse.postgres.roles;

import static io.gatehouse.postgres.roles.RoleDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans applied side by side, and to a database that somebody else is changing. */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class RoleConcurrencyIT {
    /** By hand more: {@code -Dgatehouse.roles.applies=100}. */
    private static final int APPLIES = Integer.getInteger("gatehouse.roles.applies", 4);

    private static RoleDatabase database = RoleDatabase.notStarted();

    @Parameter
    int version;

    private final RolePlan plan = RoleDatabase.plan().build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeParameterizedClassInvocation
    static void start(int version) {
        database = RoleDatabase.of(version);
    }

    @BeforeEach
    void reset() throws SQLException {
        database.reset();
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void manyAtOnceDoNotCollide() throws Exception {
        Callable<RoleChanges> apply = () -> plan.apply(database.superuser());
        int applied = 0;
        for (Future<RoleChanges> each : threads.invokeAll(List.of(apply, apply, apply, apply))) {
            applied += each.get().isEmpty() ? 0 : 1;
        }
        assertThat(applied).isEqualTo(1);
    }

    @Test
    void somebodyElseMakesAndDropsAndGrantsMeanwhile() throws Exception {
        plan.apply(database.superuser());
        execute(database.superuser(), "CREATE ROLE stranger", "CREATE TABLE situation.kept (id int)");
        AtomicBoolean on = new AtomicBoolean(true);
        Future<Integer> tables = threads.submit(() -> until(
                on,
                "CREATE TABLE situation.t (id serial); GRANT SELECT ON situation.t TO PUBLIC",
                "CREATE FUNCTION situation.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "DROP FUNCTION situation.f()",
                "DROP TABLE situation.t"));
        Future<Integer> grants = threads.submit(() -> until(
                on,
                "GRANT ALL ON situation.kept TO agent, PUBLIC",
                "GRANT ALL ON DATABASE situation TO PUBLIC",
                "ALTER ROLE agent CREATEDB",
                "GRANT situation_owner TO report",
                "ALTER ROLE agent NOCREATEDB"));

        for (int i = 0; i < APPLIES; i++) {
            plan.apply(database.superuser());
            plan.check(database.superuser());
        }
        on.set(false);

        assertThat(tables.get()).isPositive();
        assertThat(grants.get()).isPositive();
        plan.apply(database.superuser());
        assertThat(plan.check(database.superuser()).statements()).isEmpty();
    }

    /** How often a statement succeeded; that some collide with ours is the point. */
    private static int until(AtomicBoolean on, String... statements) {
        int done = 0;
        while (on.get()) {
            for (String statement : statements) {
                try {
                    execute(database.superuser(), statement);
                    done++;
                } catch (SQLException collision) {
                    assertThat(collision.getSQLState()).isNotNull();
                }
            }
        }
        return done;
    }
}
