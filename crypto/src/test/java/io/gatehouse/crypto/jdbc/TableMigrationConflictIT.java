package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.SemaphoreTable.CIPHER;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.SEMAPHORE;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.base64;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.SemaphoreRow;
import io.gatehouse.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Migrations that meet other sessions at the rows they are about to write. */
class TableMigrationConflictIT {
    @RegisterExtension
    static final PostgresServer SERVER =
            PostgresServer.builder().setting("deadlock_timeout", "3s").build();

    private final Database db = new Database(SERVER);
    private final SemaphoreTable table = new SemaphoreTable(db);

    @BeforeEach
    void reset() {
        db.reset();
    }

    @Test
    void neverOverwritesAValueThatChangesMeanwhile() {
        table.insertThreeForms();
        AtomicInteger writes = new AtomicInteger();
        ForeignFormat disturbed = stored -> {
            if (writes.getAndIncrement() == 0) {
                db.write(1, SemaphoreRow.encrypted(0x60, "newer"));
            }
            return SEMAPHORE.read(stored);
        };

        TableReport report = table.migration(disturbed).run();

        assertThat(report.changed()).isEqualTo(3);
        assertThat(table.decrypt(1)).isEqualTo("newer");
    }

    @Test
    void givesUpOnAValueThatNeverRests() {
        db.insert(1, SemaphoreRow.encrypted(0x60, "0"));
        AtomicInteger writes = new AtomicInteger();
        ForeignFormat restless = stored -> {
            db.write(1, SemaphoreRow.encrypted(0x60, "write " + writes.incrementAndGet()));
            return SEMAPHORE.read(stored);
        };

        TableReport report = table.migration(restless).run();

        assertThat(kinds(report)).containsExactly("1 secret CONTENDED");
        assertThat(SEMAPHORE.read(db.secret(1)).exposeText()).isEqualTo("write " + writes.get());
    }

    @Test
    void takesUpABatchAgainThatFellIntoADeadlock() throws Exception {
        table.insertThreeForms();
        try (Connection other = db.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // Whose patience ends first is the victim: the run's.
            statement.execute("SET deadlock_timeout = '60s'");
            statement.execute("UPDATE access_key SET secret = '" + base64("{\"newer\":2}") + "' WHERE id = 2");
            CompletableFuture<TableReport> running = CompletableFuture.supplyAsync(table.migration(SEMAPHORE)::run);
            awaitLockWait();
            // The run holds row 1 and waits for row 2, which is held here.
            statement.execute("UPDATE access_key SET secret = '" + base64("{\"newer\":1}") + "' WHERE id = 1");
            other.commit();

            assertThat(running.get(60, TimeUnit.SECONDS).changed()).isEqualTo(3);
        }
        assertThat(table.decrypt(1)).isEqualTo("{\"newer\":1}");
        assertThat(table.decrypt(2)).isEqualTo("{\"newer\":2}");
    }

    private void awaitLockWait() {
        String waiting = "SELECT 'waiting', count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        Instant deadline = Instant.now().plusSeconds(30);
        while ("0".equals(db.query(waiting).get("waiting"))) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    @Test
    void leavesADeletedRowDeleted() {
        table.insertThreeForms();
        ForeignFormat deleting = stored -> {
            db.execute("DELETE FROM access_key WHERE id = 2");
            return SEMAPHORE.read(stored);
        };

        TableReport report = table.migration(deleting).run();

        assertThat(report.vanished()).isEqualTo(1);
        assertThat(report.changed()).isEqualTo(2);
        assertThat(db.secrets()).doesNotContainKey("2");
    }

    @Test
    void quarantinesAValueThatGrewTooLongBehindTheCheck() {
        db.execute("ALTER TABLE access_key ALTER COLUMN secret TYPE varchar(210)");
        db.insert(1, base64("{\"a\":\"b\"}"));
        db.insert(2, base64("{\"a\":\"c\"}"));
        AtomicInteger reads = new AtomicInteger();
        ForeignFormat growing = stored -> {
            if (reads.incrementAndGet() == 3) {
                db.write(2, base64("{\"a\":\"a secret that needs more room than there is\"}"));
            }
            return SEMAPHORE.read(stored);
        };

        TableReport report = table.migration(growing).run();

        assertThat(kinds(report)).containsExactly("2 secret COLUMN_TOO_SHORT");
        assertThat(table.decrypt(1)).isEqualTo("{\"a\":\"b\"}");
        assertThat(db.secret(2)).isEqualTo(base64("{\"a\":\"a secret that needs more room than there is\"}"));
    }

    @Test
    void bindsToTheTenantThatARowWentToMeanwhile() {
        db.execute("ALTER TABLE access_key ADD tenant text DEFAULT 'old'");
        db.insert(1, SemaphoreRow.encrypted(0x60, "moved"));
        SecretTable tenants = SecretTable.builder("access_key", "id")
                .tenantColumn("tenant")
                .column("secret")
                .build();
        ForeignFormat moving = stored -> {
            db.execute("UPDATE access_key SET tenant = 'new'");
            return SEMAPHORE.read(stored);
        };

        TableReport report = table.migration(tenants, moving).run();

        assertThat(report.changed()).isEqualTo(1);
        Place place = Place.of("access_key", "secret", 1).withTenant("new");
        assertThat(CIPHER.decrypt(db.secret(1)).boundTo(place).exposeText()).isEqualTo("moved");
    }
}
