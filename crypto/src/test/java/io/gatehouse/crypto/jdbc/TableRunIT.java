package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.Rotation.NEW;
import static io.gatehouse.crypto.jdbc.Rotation.OLD;
import static io.gatehouse.crypto.jdbc.Rotation.ROTATED;
import static io.gatehouse.crypto.jdbc.Rotation.TABLE;
import static io.gatehouse.crypto.jdbc.Rotation.open;
import static io.gatehouse.crypto.jdbc.Rotation.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.crypto.KeyCensus;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.PlaintextFormat;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.testkit.PostgresServer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableRunIT {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    private final Database db = new Database(SERVER);
    private final TableRun rewrap = TableRewrap.of(db.dataSource(), TABLE, ROTATED);

    @BeforeEach
    void reset() {
        db.reset();
    }

    @Test
    void tellsItsProgressAfterEachBatch() {
        insertOld(1, 25);
        FakeTicker ticker = new FakeTicker();
        List<TableProgress> told = new ArrayList<>();

        rewrap.batchSize(10)
                .ticker(ticker)
                .onProgress(progress -> {
                    told.add(progress);
                    ticker.pass(Duration.ofSeconds(5));
                })
                .run();

        assertThat(told)
                .extracting(TableProgress::rows, TableProgress::changed, TableProgress::lastKey)
                .containsExactly(tuple(10L, 10L, "10"), tuple(20L, 20L, "20"), tuple(25L, 25L, "25"));
        assertThat(told).extracting(TableProgress::totalRows).containsOnly(25L);
        assertThat(told.get(0).timeLeft()).isEmpty();
        assertThat(told.get(1).rowsPerSecond()).isEqualTo(4);
        assertThat(told.get(1).timeLeft()).contains(Duration.ofMillis(1250));
        assertThat(told.get(2)).hasToString("25 of 25 rows, 3 rows/s, 0 s left, 25 changed, 0 quarantined");
    }

    @Test
    void takesUpBehindACheckpoint() {
        insertOld(1, 30);
        List<TableProgress> told = new ArrayList<>();
        assertThatThrownBy(() -> rewrap.batchSize(10)
                        .onProgress(progress -> {
                            told.add(progress);
                            throw new IllegalStateException("stopped by its listener");
                        })
                        .run())
                .hasMessage("stopped by its listener");
        told.clear();

        TableReport report =
                rewrap.batchSize(10).startAfter("10").onProgress(told::add).run();

        assertThat(report.rows()).isEqualTo(20);
        assertThat(report.changed()).isEqualTo(20);
        assertThat(report.lastKey()).isEqualTo("30");
        assertThat(told).extracting(TableProgress::totalRows).containsOnly(20L);
        assertThat(rewrap.run().current()).isEqualTo(30);
    }

    @Test
    void takesUpBehindKeysOfEveryKind() {
        for (String type : List.of("int", "bigint", "numeric", "text", "varchar(40)", "uuid")) {
            db.execute("DROP TABLE access_key");
            db.execute("CREATE TABLE access_key (id " + type + " PRIMARY KEY, secret text)");
            String prefix = "uuid".equals(type) ? "00000000-0000-0000-0000-00000000000" : "";
            for (int i = 1; i <= 3; i++) {
                String row = prefix + i;
                db.execute("INSERT INTO access_key VALUES ('" + row + "', '" + seal(OLD, row, "secret") + "')");
            }

            assertThat(rewrap.startAfter(prefix + "1").run().changed()).as(type).isEqualTo(2);
            assertThat(rewrap.batchSize(1).run().changed()).as(type).isEqualTo(1);
        }
    }

    @Test
    void tellsOfEveryQuarantinedValueOnce() {
        db.insertAll(1, TableReport.MAX_LISTED + 5, id -> "not an envelope");
        List<QuarantinedCell> told = new ArrayList<>();

        TableReport report = rewrap.batchSize(5_000).onQuarantine(told::add).run();

        assertThat(told)
                .as("in the order of the rows, whatever thread decided them")
                .hasSize(TableReport.MAX_LISTED + 5)
                .extracting(cell -> Long.valueOf(cell.row()))
                .isSorted();
        assertThat(told).extracting(QuarantinedCell::detail).allMatch(detail -> detail.contains("is not an envelope"));
        assertThat(report.quarantine()).hasSize(TableReport.MAX_LISTED);
        assertThat(report.quarantined()).isEqualTo(TableReport.MAX_LISTED + 5);
    }

    @Test
    void endsBehindTheBatchWhenInterrupted() {
        insertOld(1, 30);
        try {
            TableReport report = rewrap.batchSize(10)
                    .onProgress(progress -> Thread.currentThread().interrupt())
                    .run();

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(report.complete()).isFalse();
            assertThat(report.isClean()).isFalse();
            assertThat(report.lastKey()).isEqualTo("10");
        } finally {
            Thread.interrupted();
        }
        assertThat(rewrap.run().changed()).isEqualTo(20);
    }

    @Test
    void keepsToItsRateAndNeverCatchesUp() {
        insertOld(1, 40);
        FakeTicker ticker = new FakeTicker();

        rewrap.batchSize(10)
                .rowsPerSecond(100)
                .ticker(ticker)
                .onProgress(progress -> ticker.pass(Duration.ofMillis(progress.rows() == 20 ? 5_000 : 40)))
                .run();

        assertThat(ticker.slept).containsExactly(Duration.ofMillis(60), Duration.ofMillis(60), Duration.ofMillis(60));
    }

    @Test
    void survivesADatabaseThatDiesInMidBatch() {
        insertOld(1, 50);
        TableRun dying = rewrap.batchSize(10).onProgress(progress -> {
            if (progress.rows() == 20) {
                SERVER.crash();
            }
        });

        TableAccessException failure = catchThrowableOfType(TableAccessException.class, dying::run);
        SERVER.start();

        assertThat(failure).isNotNull();
        // The connection broke, or the server still said that it was going down.
        assertThat(failure.sqlState().orElse("")).matches("08...|57P0.");
        TableReport resumed = rewrap.run();
        assertThat(resumed.current()).isEqualTo(20);
        assertThat(resumed.changed()).isEqualTo(30);
        assertAllOpen(50);
    }

    @Test
    void endsCleanlyWhenItsSessionIsCutBeforeAWrite() {
        insertOld(1, 19);
        // The last batch is decided by then, and only its write is left.
        TableRun cut = rewrap.batchSize(10)
                .onProgress(progress -> db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"));

        assertThatThrownBy(cut::run)
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("Cannot update \"access_key\"")
                .hasMessageContaining("rolled back")
                .hasNoCause();

        assertThat(rewrap.run().changed()).isEqualTo(9);
        assertAllOpen(19);
    }

    @Test
    void endsWithAKeySystemThatFailsAndKeepsWhatWentBefore() {
        insertOld(1, 30);
        CellChange failing = (cell, stored) -> {
            if ("25".equals(cell.key().text())) {
                throw new KeyUnavailableException("the key system is down", null);
            }
            return new CellChange.Replacement(stored.replacedBy(ROTATED.rewrap(stored.parse())));
        };

        assertThatThrownBy(() -> TableRun.of(db.dataSource(), TABLE, () -> failing)
                        .batchSize(10)
                        .run())
                .isInstanceOf(KeyUnavailableException.class);

        assertThat(rewrap.run().current()).isEqualTo(20);
        assertAllOpen(30);
    }

    @Test
    void twoRunsAtOnceDoNoHarm() throws Exception {
        insertOld(1, 400);
        List<CompletableFuture<TableReport>> runs = Stream.of(7, 11)
                .map(size -> CompletableFuture.supplyAsync(rewrap.batchSize(size)::run))
                .toList();
        long changed = 0;
        for (CompletableFuture<TableReport> run : runs) {
            TableReport report = run.get(120, TimeUnit.SECONDS);
            assertThat(report.isClean()).isTrue();
            assertThat(report.rows()).isEqualTo(400);
            changed += report.changed();
        }

        assertThat(changed).isEqualTo(400);
        assertAllOpen(400);
    }

    @Test
    void movesColumnsOfBytesToo() {
        db.execute("ALTER TABLE access_key ADD bytes bytea");
        byte[] key = {0, -1, -2};
        db.insert(1, null);
        db.update("UPDATE access_key SET bytes = ?", (Object) key);
        SecretTable table =
                SecretTable.builder("access_key", "id").column("bytes").build();

        TableReport migrated = TableMigration.of(db.dataSource(), table, OLD, PlaintextFormat.asStored())
                .run();
        TableReport again = TableMigration.of(db.dataSource(), table, OLD, PlaintextFormat.asStored())
                .run();
        TableReport rewrapped = TableRewrap.of(db.dataSource(), table, ROTATED).run();

        assertThat(migrated.changed()).isEqualTo(1);
        assertThat(again.current()).isEqualTo(1);
        assertThat(rewrapped.changed()).isEqualTo(1);
        byte[] stored = new BigInteger(
                        String.valueOf(db.query("SELECT 1, encode(bytes, 'hex') FROM access_key")
                                .get("1")),
                        16)
                .toByteArray();
        // BigInteger puts a zero in front of a first byte above 0x7f.
        byte[] envelope = Arrays.copyOfRange(stored, 1, stored.length);
        assertThat(NEW.decrypt(envelope).boundTo("access_key", "bytes", 1).exposeBytes())
                .isEqualTo(key);
    }

    @Test
    void tellsWhenAKeyMayGo() {
        insertOld(1, 3);
        db.insert(4, null);
        db.insert(5, "in the clear");
        assertThat(census().uses()).containsOnlyKeys(TestKeys.OLD_KEK.id());
        assertThat(census().retirable(TestKeys.OLD_KEK.id())).isFalse();
        assertThat(census().retirable(TestKeys.OTHER_KEK.id())).isTrue();

        rewrap.run();

        assertThat(census().uses()).containsOnlyKeys(TestKeys.KEK.id()).containsValue(3L);
        assertThat(census().retirable(TestKeys.OLD_KEK.id())).isTrue();
        assertThat(census().plus(census()).uses()).containsValue(6L);
        // What cannot be read may need any key.
        db.write(3, db.secret(3).substring(0, 50));
        assertThat(census().unreadable()).isEqualTo(1);
        assertThat(census().retirable(TestKeys.OLD_KEK.id())).isFalse();
    }

    private KeyCensus census() {
        return TableCensus.of(db.dataSource(), TABLE);
    }

    private void assertAllOpen(int rows) {
        Map<String, @Nullable String> secrets = db.secrets();
        assertThat(secrets).hasSize(rows);
        secrets.forEach((id, secret) -> assertThat(open(NEW, Long.parseLong(id), String.valueOf(secret)))
                .isEqualTo("secret"));
    }

    private void insertOld(int from, int to) {
        db.insertAll(from, to, id -> seal(OLD, id, "secret"));
    }

    /** Time that passes only when told to, and when slept through. */
    private static final class FakeTicker implements Ticker {
        private final List<Duration> slept = new ArrayList<>();
        private long now = 1;

        void pass(Duration duration) {
            now += duration.toNanos();
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            slept.add(duration);
            pass(duration);
        }
    }
}
