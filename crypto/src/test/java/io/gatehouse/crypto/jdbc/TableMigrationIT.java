package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.SemaphoreTable.CIPHER;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.PEM;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.SEMAPHORE;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.base64;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.kinds;
import static io.gatehouse.crypto.jdbc.SemaphoreTable.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.SemaphoreRow;
import io.gatehouse.testkit.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableMigrationIT {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    private final Database db = new Database(SERVER);
    private final SemaphoreTable table = new SemaphoreTable(db);
    private final TableRun migration = table.migration(SEMAPHORE);

    @BeforeEach
    void reset() {
        db.reset();
    }

    @Test
    void movesSemaphoresThreeFormsIntoEnvelopes() {
        table.insertThreeForms();

        TableReport report = migration.run();

        assertThat(report.isClean()).isTrue();
        assertThat(report.rows()).isEqualTo(5);
        assertThat(report.changed()).isEqualTo(3);
        assertThat(report.empty()).isEqualTo(2);
        assertThat(table.decrypt(1)).isEqualTo("{\"password\":\"one\"}");
        assertThat(table.decrypt(2)).isEqualTo("{\"password\":\"a password of some length\"}");
        assertThat(table.decrypt(3)).isEqualTo(PEM);
        assertThat(db.secrets()).containsEntry("4", null).containsEntry("5", "");
    }

    @Test
    void refusesAMigratedValueInAnotherRow() {
        table.insertThreeForms();
        migration.run();
        db.write(2, db.secret(1));

        assertThatThrownBy(() -> table.decrypt(2)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void doesNothingASecondTime() {
        table.insertThreeForms();
        migration.run();
        Map<String, @Nullable String> migrated = db.secrets();

        TableReport again = migration.run();

        assertThat(again.changed()).isZero();
        assertThat(again.current()).isEqualTo(3);
        assertThat(db.secrets()).isEqualTo(migrated);
    }

    @Test
    void writesNothingInADryRun() {
        table.insertThreeForms();
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
        assertThat(table.decrypt(5)).isEqualTo("good");
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
        SecretTable odd = SecretTable.builder("the table", "Key")
                .schema("odd \"schema")
                .logicalName("vault")
                .column("se\"cret", "a")
                .column("b")
                .build();

        TableReport report = table.migration(odd, SEMAPHORE).batchSize(3).run();

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
        assertThat(table.decrypt(3)).contains("more room");
    }

    @Test
    void quarantinesWhatTheDatabaseRefusesAndGoesOn() {
        table.insertThreeForms();
        db.execute("ALTER TABLE access_key ADD CONSTRAINT odd CHECK (id <> 2 OR secret NOT LIKE 'ghe:%')");

        TableReport report = migration.run();

        assertThat(report.changed()).isEqualTo(2);
        assertThat(kinds(report)).containsExactly("2 secret REJECTED");
        assertThat(report.quarantine().get(0).detail()).contains("23514").doesNotContain("password");
        assertThat(SEMAPHORE.read(db.secret(2)).exposeText()).contains("of some length");
        assertThat(table.decrypt(3)).isEqualTo(PEM);
    }

    @Test
    void bindsTenantAndType() {
        db.execute("ALTER TABLE access_key ADD tenant text");
        db.insert(1, SemaphoreRow.encrypted(0x60, "first"));
        db.insert(2, SemaphoreRow.encrypted(0x60, "second"));
        db.execute("UPDATE access_key SET tenant = 'acme' WHERE id = 1");
        SecretTable tenants = SecretTable.builder("access_key", "id")
                .tenantColumn("tenant")
                .column("secret", "secret", "password")
                .build();

        TableReport report = table.migration(tenants, SEMAPHORE).run();

        assertThat(kinds(report)).containsExactly("2 secret UNUSABLE_PLACE");
        Place place = Place.of("access_key", "secret", 1).withType("password");
        EnvelopeCipher.Decryption first = CIPHER.decrypt(db.secret(1));
        assertThat(first.boundTo(place.withTenant("acme")).exposeText()).isEqualTo("first");
        assertThatThrownBy(() -> first.boundTo(place)).isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> first.boundTo(place.withTenant("other"))).isInstanceOf(DecryptionException.class);
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
        SecretTable other =
                SecretTable.builder("access_key", "id").column(column).build();
        return table.migration(other, SEMAPHORE);
    }

    @Test
    void refusesAKeyThatIsNotUnique() {
        db.execute("INSERT INTO access_key VALUES (1, 'same', 'eyJ4Ijoi'), (2, 'same', 'eyJ4Ijoi')");
        Map<String, @Nullable String> before = db.secrets();
        SecretTable wrong =
                SecretTable.builder("access_key", "name").column("secret").build();

        assertThatThrownBy(() -> table.migration(wrong, SEMAPHORE).run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("unique");
        assertThat(db.secrets()).isEqualTo(before);
    }

    @Test
    void namesATableThatIsNotThere() {
        SecretTable missing =
                SecretTable.builder("acces_key", "id").column("secret").build();

        assertThatThrownBy(() -> table.migration(missing, SEMAPHORE).run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("acces_key");
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
