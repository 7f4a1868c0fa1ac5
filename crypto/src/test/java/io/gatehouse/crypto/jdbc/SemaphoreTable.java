package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.SemaphoreFormat;
import io.gatehouse.crypto.SemaphoreRow;
import io.gatehouse.crypto.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of {@link Database} as Semaphore fills it, and what a migration makes of it. */
final class SemaphoreTable {
    static final EnvelopeCipher CIPHER = EnvelopeCipher.builder(TestKeys.KEK).build();
    static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();
    static final SemaphoreFormat SEMAPHORE = SemaphoreFormat.with(TestKeys.base64(0x60));
    static final String PEM = "-----BEGIN OPENSSH PRIVATE KEY-----\nZmFrZQ==\n-----END OPENSSH PRIVATE KEY-----\n";

    private final Database db;

    SemaphoreTable(Database db) {
        this.db = db;
    }

    TableRun migration(ForeignFormat format) {
        return migration(TABLE, format);
    }

    TableRun migration(SecretTable table, ForeignFormat format) {
        return TableMigration.of(db.dataSource(), table, CIPHER, format);
    }

    void insertThreeForms() {
        db.insert(1, SemaphoreRow.encrypted(0x60, "{\"password\":\"one\"}"));
        db.insert(2, base64("{\"password\":\"a password of some length\"}"));
        db.insert(3, PEM);
        db.insert(4, null);
        db.insert(5, "");
    }

    String decrypt(long id) {
        return open(db.secret(id), "access_key", "secret", Long.toString(id));
    }

    static String open(@Nullable String stored, String table, String column, String row) {
        assertThat(stored).isNotNull();
        return CIPHER.decrypt(String.valueOf(stored))
                .boundTo(table, column, row)
                .exposeText();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> kinds(TableReport report) {
        return report.quarantine().stream()
                .map(cell -> cell.row() + " " + cell.column() + " " + cell.reason())
                .toList();
    }
}
