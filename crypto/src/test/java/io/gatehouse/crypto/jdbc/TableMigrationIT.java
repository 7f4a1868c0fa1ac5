package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.SemaphoreFormat;
import io.gatehouse.crypto.SemaphoreRow;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.testkit.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableMigrationIT {
    @RegisterExtension
    static final PostgresServer SERVER =
            PostgresServer.builder().setting("deadlock_timeout", "3s").build();

    private static final String PEM =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nZmFrZQ==\n-----END OPENSSH PRIVATE KEY-----\n";
    private static final EnvelopeCipher CIPHER =
            EnvelopeCipher.builder(TestKeys.KEK).build();
    private static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();

    private final Database db = new Database(SERVER);
    private final SemaphoreFormat semaphore = SemaphoreFormat.with(TestKeys.base64(0x60));
    private final TableRun migration = TableMigration.of(db.dataSource(), TABLE, CIPHER, semaphore);

    @BeforeEach
    void reset() {
        db.reset();
    }

    @Test
    void movesSemaphoresThreeFormsIntoEnvelopes() {
        insertThreeForms();

        TableReport report = migration.run();

        assertThat(report.isClean()).isTrue();
        assertThat(report.rows()).isEqualTo(5);
        assertThat(report.changed()).isEqualTo(3);
        assertThat(report.empty()).isEqualTo(2);
        assertThat(decrypt(1)).isEqualTo("{\"password\":\"one\"}");
        assertThat(decrypt(2)).isEqualTo("{\"password\":\"a password of some length\"}");
        assertThat(decrypt(3)).isEqualTo(PEM);
        assertThat(db.secrets()).containsEntry("4", null).containsEntry("5", "");
    }

    @Test
    void refusesAMigratedValueInAnotherRow() {
        insertThreeForms();
        migration.run();
        db.write(2, db.secret(1));

        assertThatThrownBy(() -> decrypt(2)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void doesNothingASecondTime() {
        insertThreeForms();
        migration.run();
        Map<String, @Nullable String> migrated = db.secrets();

        TableReport again = migration.run();

        assertThat(again.changed()).isZero();
        assertThat(again.current()).isEqualTo(3);
        assertThat(db.secrets()).isEqualTo(migrated);
    }

    @Test
    void writesNothingInADryRun() {
        insertThreeForms();
        db.insert(6, "no base64!");
        Map<String, @Nullable String> before = db.secrets();

        TableReport report = migration.dryRun();

        assertThat(report.dryRun()).isTrue();
        assertThat(report.changed()).isEqualTo(3);
        assertThat(report.quarantined()).isEqualTo(1);
        assertThat(db.secrets()).isEqualTo(before);
    }

    @Test
    void quarantinesWhatItCannotReadAndGoesOn() {
        String envelope = CIPHER.encrypt(Secret.ofText("x"))
                .boundTo("access_key", "secret", 4)
                .toText();
        db.insert(1, "no base64!");
        db.insert(2, SemaphoreRow.encrypted(0x70, "under another key"));
        db.insert(3, envelope.substring(0, 50));
        db.insert(4, envelope);
        db.insert(5, SemaphoreRow.encrypted(0x60, "good"));

        TableReport report = migration.batchSize(1).run();

        assertThat(kinds(report)).containsExactly("1 secret MALFORMED", "2 secret REFUSED", "3 secret DAMAGED");
        assertThat(report.current()).isEqualTo(1);
        assertThat(decrypt(5)).isEqualTo("good");
        assertThat(db.secret(1)).isEqualTo("no base64!");
    }

    @Test
    void goesThroughAllPagesOfOddlyNamedTablesAndKeys() {
        db.execute("DROP SCHEMA IF EXISTS \"odd \"\"schema\" CASCADE");
        db.execute("CREATE SCHEMA \"odd \"\"schema\"");
        db.execute(
                "CREATE TABLE \"odd \"\"schema\".\"the table\" (\"Key\" text PRIMARY KEY, \"se\"\"cret\" text, b text)");
        for (int i = 0; i < 10; i++) {
            db.update(
                    "INSERT INTO \"odd \"\"schema\".\"the table\" VALUES (?, ?, ?)",
                    "k'" + i,
                    SemaphoreRow.encrypted(0x60, "a" + i),
                    SemaphoreRow.encrypted(0x60, "b" + i));
        }
        SecretTable table = SecretTable.builder("the table", "Key")
                .schema("odd \"schema")
                .logicalName("vault")
                .column("se\"cret", "a")
                .column("b")
                .build();

        TableReport report = TableMigration.of(db.dataSource(), table, CIPHER, semaphore)
                .batchSize(3)
                .run();

        assertThat(report.rows()).isEqualTo(10);
        assertThat(report.changed()).isEqualTo(20);
        db.query("SELECT \"Key\", \"se\"\"cret\" FROM \"odd \"\"schema\".\"the table\"")
                .forEach((key, stored) ->
                        assertThat(open(stored, "vault", "a", key)).isEqualTo("a" + key.charAt(2)));
        db.query("SELECT \"Key\", b FROM \"odd \"\"schema\".\"the table\"")
                .forEach((key, stored) ->
                        assertThat(open(stored, "vault", "b", key)).isEqualTo("b" + key.charAt(2)));
    }

    @Test
    void neverOverwritesAValueThatChangesMeanwhile() {
        insertThreeForms();
        AtomicInteger writes = new AtomicInteger();
        ForeignFormat disturbed = stored -> {
            if (writes.getAndIncrement() == 0) {
                db.write(1, SemaphoreRow.encrypted(0x60, "newer"));
            }
            return semaphore.read(stored);
        };

        TableReport report =
                TableMigration.of(db.dataSource(), TABLE, CIPHER, disturbed).run();

        assertThat(report.changed()).isEqualTo(3);
        assertThat(decrypt(1)).isEqualTo("newer");
    }

    @Test
    void givesUpOnAValueThatNeverRests() {
        db.insert(1, SemaphoreRow.encrypted(0x60, "0"));
        AtomicInteger writes = new AtomicInteger();
        ForeignFormat restless = stored -> {
            db.write(1, SemaphoreRow.encrypted(0x60, "write " + writes.incrementAndGet()));
            return semaphore.read(stored);
        };

        TableReport report =
                TableMigration.of(db.dataSource(), TABLE, CIPHER, restless).run();

        assertThat(kinds(report)).containsExactly("1 secret CONTENDED");
        assertThat(semaphore.read(db.secret(1)).exposeText()).isEqualTo("write " + writes.get());
    }

    @Test
    void takesUpABatchAgainThatFellIntoADeadlock() throws Exception {
        insertThreeForms();
        try (Connection other = db.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // Whose patience ends first is the victim: the run's.
            statement.execute("SET deadlock_timeout = '60s'");
            statement.execute("UPDATE access_key SET secret = '" + base64("{\"newer\":2}") + "' WHERE id = 2");
            CompletableFuture<TableReport> running = CompletableFuture.supplyAsync(migration::run);
            awaitLockWait();
            // The run holds row 1 and waits for row 2, which is held here.
            statement.execute("UPDATE access_key SET secret = '" + base64("{\"newer\":1}") + "' WHERE id = 1");
            other.commit();

            assertThat(running.get(60, TimeUnit.SECONDS).changed()).isEqualTo(3);
        }
        assertThat(decrypt(1)).isEqualTo("{\"newer\":1}");
        assertThat(decrypt(2)).isEqualTo("{\"newer\":2}");
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
        insertThreeForms();
        ForeignFormat deleting = stored -> {
            db.execute("DELETE FROM access_key WHERE id = 2");
            return semaphore.read(stored);
        };

        TableReport report =
                TableMigration.of(db.dataSource(), TABLE, CIPHER, deleting).run();

        assertThat(report.vanished()).isEqualTo(1);
        assertThat(report.changed()).isEqualTo(2);
        assertThat(db.secrets()).doesNotContainKey("2");
    }

    @Test
    void seesBeforeTheFirstWriteThatAColumnIsTooShort() {
        db.execute("ALTER TABLE access_key ALTER COLUMN secret TYPE varchar(210)");
        db.insert(1, base64("{\"a\":\"b\"}"));
        db.insert(2, base64("{\"a\":\"c\"}"));
        db.insert(3, base64("{\"a\":\"a secret that needs more room than there is\"}"));
        Map<String, @Nullable String> before = db.secrets();

        TableAccessException failure = catchThrowableOfType(
                TableAccessException.class, () -> migration.batchSize(2).run());

        assertThat(failure)
                .hasMessageContaining("1 values")
                .hasMessageContaining("column secret in row 3")
                .hasMessageContaining("one of 210; widen the column");
        assertThat(stackTrace(failure)).doesNotContain(db.secret(3)).doesNotContain("more room");
        assertThat(db.secrets()).isEqualTo(before);
        assertThat(kinds(migration.dryRun())).containsExactly("3 secret COLUMN_TOO_SHORT");

        db.execute("ALTER TABLE access_key ALTER COLUMN secret TYPE text");
        assertThat(migration.run().changed()).isEqualTo(3);
        assertThat(decrypt(3)).contains("more room");
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
            return semaphore.read(stored);
        };

        TableReport report =
                TableMigration.of(db.dataSource(), TABLE, CIPHER, growing).run();

        assertThat(kinds(report)).containsExactly("2 secret COLUMN_TOO_SHORT");
        assertThat(decrypt(1)).isEqualTo("{\"a\":\"b\"}");
        assertThat(db.secret(2)).isEqualTo(base64("{\"a\":\"a secret that needs more room than there is\"}"));
    }

    @Test
    void quarantinesWhatTheDatabaseRefusesAndGoesOn() {
        insertThreeForms();
        db.execute("ALTER TABLE access_key ADD CONSTRAINT odd CHECK (id <> 2 OR secret NOT LIKE 'ghe:%')");

        TableReport report = migration.run();

        assertThat(report.changed()).isEqualTo(2);
        assertThat(kinds(report)).containsExactly("2 secret REJECTED");
        assertThat(report.quarantine().get(0).detail()).contains("23514").doesNotContain("password");
        assertThat(semaphore.read(db.secret(2)).exposeText()).contains("of some length");
        assertThat(decrypt(3)).isEqualTo(PEM);
    }

    @Test
    void bindsTenantAndType() {
        db.execute("ALTER TABLE access_key ADD tenant text");
        db.insert(1, SemaphoreRow.encrypted(0x60, "first"));
        db.insert(2, SemaphoreRow.encrypted(0x60, "second"));
        db.execute("UPDATE access_key SET tenant = 'acme' WHERE id = 1");
        SecretTable table = SecretTable.builder("access_key", "id")
                .tenantColumn("tenant")
                .column("secret", "secret", "password")
                .build();

        TableReport report =
                TableMigration.of(db.dataSource(), table, CIPHER, semaphore).run();

        assertThat(kinds(report)).containsExactly("2 secret UNUSABLE_PLACE");
        Place place = Place.of("access_key", "secret", 1).withType("password");
        EnvelopeCipher.Decryption first = CIPHER.decrypt(db.secret(1));
        assertThat(first.boundTo(place.withTenant("acme")).exposeText()).isEqualTo("first");
        assertThatThrownBy(() -> first.boundTo(place)).isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> first.boundTo(place.withTenant("other"))).isInstanceOf(DecryptionException.class);
    }

    @Test
    void bindsToTheTenantThatARowWentToMeanwhile() {
        db.execute("ALTER TABLE access_key ADD tenant text DEFAULT 'old'");
        db.insert(1, SemaphoreRow.encrypted(0x60, "moved"));
        SecretTable table = SecretTable.builder("access_key", "id")
                .tenantColumn("tenant")
                .column("secret")
                .build();
        ForeignFormat moving = stored -> {
            db.execute("UPDATE access_key SET tenant = 'new'");
            return semaphore.read(stored);
        };

        TableReport report =
                TableMigration.of(db.dataSource(), table, CIPHER, moving).run();

        assertThat(report.changed()).isEqualTo(1);
        Place place = Place.of("access_key", "secret", 1).withTenant("new");
        assertThat(CIPHER.decrypt(db.secret(1)).boundTo(place).exposeText()).isEqualTo("moved");
    }

    @Test
    void refusesColumnsThatCannotHoldSecretsSafely() {
        db.execute("ALTER TABLE access_key ADD padded char(300), ADD number int");
        db.execute("INSERT INTO access_key VALUES (1, '', 'eyJ4Ijoi')");

        assertThatThrownBy(() -> migrationOf("padded").run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("column padded pads its values");
        assertThatThrownBy(() -> migrationOf("number").run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("column number is of type int4");
    }

    private TableRun migrationOf(String column) {
        SecretTable table =
                SecretTable.builder("access_key", "id").column(column).build();
        return TableMigration.of(db.dataSource(), table, CIPHER, semaphore);
    }

    @Test
    void refusesAKeyThatIsNotUnique() {
        db.execute("INSERT INTO access_key VALUES (1, 'same', 'eyJ4Ijoi'), (2, 'same', 'eyJ4Ijoi')");
        Map<String, @Nullable String> before = db.secrets();
        SecretTable wrong =
                SecretTable.builder("access_key", "name").column("secret").build();

        assertThatThrownBy(() -> TableMigration.of(db.dataSource(), wrong, CIPHER, semaphore)
                        .run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("unique");
        assertThat(db.secrets()).isEqualTo(before);
    }

    @Test
    void namesATableThatIsNotThere() {
        SecretTable missing =
                SecretTable.builder("acces_key", "id").column("secret").build();

        assertThatThrownBy(() -> TableMigration.of(db.dataSource(), missing, CIPHER, semaphore)
                        .run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("acces_key");
    }

    private static List<String> kinds(TableReport report) {
        return report.quarantine().stream()
                .map(cell -> cell.row() + " " + cell.column() + " " + cell.reason())
                .toList();
    }

    private void insertThreeForms() {
        db.insert(1, SemaphoreRow.encrypted(0x60, "{\"password\":\"one\"}"));
        db.insert(2, base64("{\"password\":\"a password of some length\"}"));
        db.insert(3, PEM);
        db.insert(4, null);
        db.insert(5, "");
    }

    private String decrypt(long id) {
        return open(db.secret(id), "access_key", "secret", Long.toString(id));
    }

    private static String open(@Nullable String stored, String table, String column, String row) {
        assertThat(stored).isNotNull();
        return CIPHER.decrypt(String.valueOf(stored))
                .boundTo(table, column, row)
                .exposeText();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
