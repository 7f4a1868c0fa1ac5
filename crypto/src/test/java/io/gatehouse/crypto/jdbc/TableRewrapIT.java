package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.Rotation.NEW;
import static io.gatehouse.crypto.jdbc.Rotation.OLD;
import static io.gatehouse.crypto.jdbc.Rotation.ROTATED;
import static io.gatehouse.crypto.jdbc.Rotation.TABLE;
import static io.gatehouse.crypto.jdbc.Rotation.open;
import static io.gatehouse.crypto.jdbc.Rotation.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyPolicy;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.FaultyKey;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.testkit.PostgresServer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableRewrapIT {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    private final Database db = new Database(SERVER);
    private final TableRun rewrap = TableRewrap.of(db.dataSource(), TABLE, ROTATED);

    @BeforeEach
    void reset() {
        db.reset();
    }

    @Test
    void movesEveryRowToTheNewKeyAndLeavesThePayloads() {
        for (int id = 1; id <= 25; id++) {
            db.insert(id, seal(OLD, id, "secret " + id));
        }
        Map<String, @Nullable String> before = db.secrets();

        TableReport report = rewrap.batchSize(10).run();

        assertThat(report.changed()).isEqualTo(25);
        assertThat(report.isClean()).isTrue();
        for (int id = 1; id <= 25; id++) {
            String stored = db.secret(id);
            assertThat(payload(stored)).isEqualTo(payload(String.valueOf(before.get(Integer.toString(id)))));
            assertThat(open(NEW, id, stored)).isEqualTo("secret " + id);
            assertThatThrownBy(() -> OLD.decrypt(stored).boundTo("access_key", "secret", 1))
                    .isInstanceOf(DecryptionException.class);
        }
        assertThat(rewrap.run().current()).isEqualTo(25);
    }

    @Test
    void callsTheKeysOnceForEachDataKeyThatTenThousandRowsShare() {
        int rows = 10_000;
        int tenants = 20;
        FaultyKey oldKey = new FaultyKey(TestKeys.OLD_KEK);
        FaultyKey newKey = new FaultyKey(TestKeys.KEK);
        EnvelopeCipher writer = EnvelopeCipher.builder(oldKey)
                .sharedDataKeys(DataKeyPolicy.defaults())
                .build();
        for (int id = 1; id <= rows; id += 1_000) {
            db.insertAll(
                    id,
                    id + 999,
                    row -> writer.encrypt(Secret.ofText("secret " + row))
                            .boundTo(place(row, tenants))
                            .toText());
        }
        EnvelopeCipher rotated =
                EnvelopeCipher.builder(newKey).alsoDecryptsWith(oldKey).build();
        TableRun run = TableRewrap.of(db.dataSource(), TABLE, rotated);

        TableReport report = run.run();

        assertThat(report.changed()).isEqualTo(rows);
        assertThat(oldKey.unwraps).hasValue(tenants);
        assertThat(newKey.wraps).hasValue(tenants);
        EnvelopeCipher reader = EnvelopeCipher.builder(newKey).build();
        db.secrets()
                .forEach((row, stored) -> assertThat(reader.decrypt(String.valueOf(stored))
                                .boundTo(place(Long.parseLong(row), tenants))
                                .exposeText())
                        .isEqualTo("secret " + row));
        newKey.version = 2;
        assertThat(run.run().changed()).as("under an older version").isEqualTo(rows);
        assertThat(newKey.wraps).hasValue(2 * tenants);
        assertThat(newKey.versionQuestions).hasValue(1);
        assertThat(run.dryRun().current()).isEqualTo(rows);
    }

    private static Place place(long row, int tenants) {
        return Place.of("access_key", "secret", row).withTenant("t" + row % tenants);
    }

    @Test
    void countsInADryRunAndWritesNothing() {
        db.insert(1, seal(OLD, 1, "a"));
        db.insert(2, seal(NEW, 2, "b"));
        Map<String, @Nullable String> before = db.secrets();

        TableReport report = rewrap.dryRun();

        assertThat(report.changed()).isEqualTo(1);
        assertThat(report.current()).isEqualTo(1);
        assertThat(db.secrets()).isEqualTo(before);
    }

    @Test
    void quarantinesWithAReasonAndGoesOn() {
        EnvelopeCipher foreign = EnvelopeCipher.builder(TestKeys.OTHER_KEK).build();
        db.insert(1, "hunter2");
        db.insert(2, seal(foreign, 2, "x"));
        db.insert(3, seal(OLD, 3, "x").substring(0, 60));
        db.insert(4, alter(seal(OLD, 4, "x"), 20, 0x01));
        db.insert(5, alter(seal(OLD, 5, "x"), 1, 0x30));
        db.insert(6, seal(OLD, 6, "good"));

        TableReport report = rewrap.run();

        assertThat(report.quarantine())
                .extracting(QuarantinedCell::row, QuarantinedCell::reason)
                .containsExactly(
                        tuple("1", Reason.NOT_AN_ENVELOPE),
                        tuple("2", Reason.UNKNOWN_KEY),
                        tuple("3", Reason.DAMAGED),
                        tuple("4", Reason.REFUSED),
                        tuple("5", Reason.UNSUPPORTED));
        assertThat(open(NEW, 6, db.secret(6))).isEqualTo("good");
    }

    @Test
    void losesNoUpdateOfAWriterThatNeverStops() throws Exception {
        int rows = 40;
        for (int id = 0; id < rows; id++) {
            db.insert(id, seal(OLD, id, "first"));
        }
        Map<Integer, String> newest = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                Random random = new Random(1);
                for (int i = 0; !stop.get() || i < 50; i++) {
                    int id = random.nextInt(rows);
                    String secret = "write " + i;
                    // A writer that was not restarted yet still seals under the old key.
                    db.write(id, seal(i % 2 == 0 ? OLD : NEW, id, secret));
                    newest.put(id, secret);
                }
            });
            for (int run = 0; run < 20; run++) {
                assertThat(rewrap.batchSize(7).run().quarantine()).allMatch(cell -> cell.reason() == Reason.CONTENDED);
            }
            stop.set(true);
            writing.get(60, TimeUnit.SECONDS);
        } finally {
            stop.set(true);
            writer.shutdownNow();
        }
        rewrap.run();

        assertThat(newest).isNotEmpty();
        Map<String, @Nullable String> secrets = db.secrets();
        for (int id = 0; id < rows; id++) {
            assertThat(open(NEW, id, String.valueOf(secrets.get(String.valueOf(id)))))
                    .isEqualTo(newest.getOrDefault(id, "first"));
        }
    }

    private static byte[] payload(String stored) {
        byte[] bytes = Envelope.parse(stored).toBytes();
        return Arrays.copyOfRange(bytes, 44 + 47, bytes.length);
    }

    private static String alter(String stored, int at, int mask) {
        byte[] bytes = Envelope.parse(stored).toBytes();
        bytes[at] ^= (byte) mask;
        return Envelope.TEXT_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
