package io.gatehouse.sample.quickstart;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.SemaphoreFormat;
import io.gatehouse.crypto.jdbc.SecretTable;
import io.gatehouse.crypto.jdbc.TableMigration;
import io.gatehouse.crypto.jdbc.TableReport;
import io.gatehouse.crypto.jdbc.TableRewrap;
import io.gatehouse.sample.quickstart.Journal.Fact;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Migrates the secrets that Semaphore stored into envelopes, and rotates the key they are under. */
final class SecretsStep {
    private static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();

    private final DataSource database;
    private final Path data;
    private final KeyEncryptionKey oldKek = freshKek();
    private final KeyEncryptionKey newKek = freshKek();

    /**
     * @param database as the agent, who may read and write rows
     * @param data the folder with Semaphore's key
     */
    SecretsStep(DataSource database, Path data) {
        this.database = database;
        this.data = data;
    }

    /** Returns what the table holds afterwards, for the report. */
    List<Fact> run(Proofs proofs) throws SQLException {
        Map<Long, String> asSemaphoreWroteIt = secrets();
        EnvelopeCipher cipher = EnvelopeCipher.builder(oldKek).build();
        migrate(cipher, proofs);
        Map<Long, String> sealed = secrets();
        readBack(cipher, sealed, proofs);
        moveARow(cipher, sealed, proofs);
        rotate(sealed, proofs);
        return facts(asSemaphoreWroteIt, secrets());
    }

    private void migrate(EnvelopeCipher cipher, Proofs proofs) throws SQLException {
        SemaphoreFormat format;
        try (Secret semaphoreKey = Secret.ofText(
                new String(SecureFiles.read(data.resolve("access_key_encryption.txt")), StandardCharsets.UTF_8))) {
            format = SemaphoreFormat.with(semaphoreKey);
        }
        TableReport report = TableMigration.of(database, TABLE, cipher, format).run();
        proofs.that(
                "Semaphore's three forms are migrated to envelopes",
                report.isClean() && report.changed() == 7 && report.empty() == 1,
                report.changed() + " values in " + report.rows() + " rows, " + report.quarantined() + " quarantined");
        TableReport again = TableMigration.of(database, TABLE, cipher, format).run();
        proofs.that("a second run finds nothing to do", again.changed() == 0, again.changed() + " values changed");
        proofs.that(
                "no value is readable in the table any more",
                secrets().values().stream().allMatch(Envelope::isEnvelope),
                secrets().size() + " envelopes");
    }

    private static void readBack(EnvelopeCipher cipher, Map<Long, String> sealed, Proofs proofs) {
        String robot = text(cipher, sealed, 4);
        String raw = text(cipher, sealed, 7);
        proofs.that(
                "each reads back as Semaphore held it, the newline of the raw key included",
                robot.contains("\"login\":\"robot\"") && raw.endsWith("\n"),
                "row 4 is a login of " + robot.length() + " characters, row 7 a key of " + raw.length());
    }

    private static String text(EnvelopeCipher cipher, Map<Long, String> sealed, long row) {
        try (Secret secret = cipher.decrypt(at(sealed, row)).boundTo("access_key", "secret", row)) {
            return secret.exposeText();
        }
    }

    private static void moveARow(EnvelopeCipher cipher, Map<Long, String> sealed, Proofs proofs) {
        try (Secret moved = cipher.decrypt(at(sealed, 8)).boundTo("access_key", "secret", 2)) {
            proofs.that("the ciphertext of row 8 put into row 2 is refused", false, "it was read: " + moved);
        } catch (DecryptionException refused) {
            proofs.that("the ciphertext of row 8 put into row 2 is refused", true, refused.getMessage());
        }
    }

    private void rotate(Map<Long, String> before, Proofs proofs) throws SQLException {
        EnvelopeCipher rotated =
                EnvelopeCipher.builder(newKek).alsoDecryptsWith(oldKek).build();
        TableReport report = TableRewrap.of(database, TABLE, rotated).run();
        Map<Long, String> after = secrets();
        boolean samePayloads = before.keySet().stream()
                .allMatch(row ->
                        Arrays.equals(payload(rotated, at(before, row), row), payload(rotated, at(after, row), row)));
        proofs.that(
                "the key-encryption key is rotated and every row rewrapped",
                report.isClean() && report.changed() == before.size(),
                report.changed() + " rows from " + oldKek.id() + " to " + newKek.id());
        proofs.that("the payloads are untouched, byte for byte", samePayloads, before.size() + " compared");
        EnvelopeCipher withoutOldKey = EnvelopeCipher.builder(newKek).build();
        proofs.that(
                "the old key is no longer needed",
                text(withoutOldKey, after, 4).contains("robot"),
                "row 4 opens under " + newKek.id() + " alone");
    }

    /** The end of an envelope: nonce (24 bytes), ciphertext (as long as the secret) and tag (16 bytes). */
    private static byte[] payload(EnvelopeCipher cipher, String envelope, long row) {
        try (Secret secret = cipher.decrypt(envelope).boundTo("access_key", "secret", row)) {
            byte[] bytes = Envelope.parse(envelope).toBytes();
            return Arrays.copyOfRange(bytes, bytes.length - (24 + secret.byteLength() + 16), bytes.length);
        }
    }

    private List<Fact> facts(Map<Long, String> before, Map<Long, String> after) {
        return after.entrySet().stream()
                .map(row -> new Fact(
                        "access_key " + row.getKey(),
                        at(before, row.getKey()).length() + " characters as Semaphore wrote it, "
                                + row.getValue().length() + " as an envelope under "
                                + Envelope.parse(row.getValue()).keyEncryptionKeys()))
                .toList();
    }

    private Map<Long, String> secrets() throws SQLException {
        Map<Long, String> rows = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT id, secret FROM access_key WHERE secret IS NOT NULL")) {
            while (result.next()) {
                rows.put(result.getLong(1), result.getString(2));
            }
        }
        return rows;
    }

    private static String at(Map<Long, String> secrets, long row) {
        return Objects.requireNonNull(secrets.get(row), () -> "row " + row);
    }

    private static KeyEncryptionKey freshKek() {
        try (Secret key = Secret.random(32)) {
            return KeyEncryptionKey.fromBytes(key);
        }
    }
}
