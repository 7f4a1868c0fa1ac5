package io.gatehouse.crypto.jdbc;

import static io.gatehouse.crypto.jdbc.Rotation.NEW;
import static io.gatehouse.crypto.jdbc.Rotation.OLD;
import static io.gatehouse.crypto.jdbc.Rotation.ROTATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.PlaintextFormat;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.testkit.Peers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table engine on MariaDB, whose key has two columns and whose default collation takes A for a. */
class MariaDbIT {
    @RegisterExtension
    static final Peers PEERS = Peers.create();

    private static final SecretTable TABLE = SecretTable.builder("secrets", List.of("owner", "id"))
            .column("text")
            .column("bytes", "bytes", "key")
            .build();
    private static final String OWNER = "o,wner\\";

    @SuppressWarnings("NullAway") // JUnit sets it before all tests
    private static MariaDbServer server;

    @SuppressWarnings("NullAway") // JUnit sets it before each test
    private DataSource database;

    @BeforeAll
    static void start() {
        server = MariaDbServer.start(PEERS);
    }

    @BeforeEach
    void fill() throws SQLException {
        database = server.dataSource();
        execute("DROP TABLE IF EXISTS secrets");
        execute("CREATE TABLE secrets (owner varchar(20), id bigint, text text, bytes varbinary(1000),"
                + " PRIMARY KEY (owner, id)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO secrets VALUES (?, ?, ?, ?)")) {
            for (int id = 1; id <= 25; id++) {
                insert.setString(1, id % 2 == 0 ? "b" : OWNER);
                insert.setInt(2, id);
                insert.setString(3, "text " + id);
                insert.setBytes(4, ("bytes " + id).getBytes(StandardCharsets.UTF_8));
                insert.executeUpdate();
            }
        }
    }

    @Test
    void migratesAndRotatesPageByPageOverBothColumnsOfTheKey() throws SQLException {
        List<TableProgress> told = new ArrayList<>();

        TableReport migrated = migration(PlaintextFormat.asStored())
                .batchSize(7)
                .onProgress(told::add)
                .run();
        TableReport rewrapped =
                TableRewrap.of(database, TABLE, ROTATED).batchSize(7).run();

        assertThat(migrated.isClean()).isTrue();
        assertThat(migrated.changed()).isEqualTo(50);
        assertThat(told).extracting(TableProgress::rows).containsExactly(7L, 14L, 21L, 25L);
        assertThat(told.get(1).lastKey()).isEqualTo("o\\,wner\\\\,3");
        assertThat(rewrapped.changed()).isEqualTo(50);
        assertThat(TableCensus.of(database, TABLE).retirable(TestKeys.OLD_KEK.id()))
                .isTrue();
        assertAllOpen(Map.of());
    }

    @Test
    void takesUpBehindACheckpoint() throws SQLException {
        migration(PlaintextFormat.asStored()).run();
        TableRun rewrap = TableRewrap.of(database, TABLE, ROTATED).batchSize(5);
        List<String> checkpoints = new ArrayList<>();
        assertThatThrownBy(() -> rewrap.onProgress(progress -> {
                            checkpoints.add(progress.lastKey());
                            if (progress.rows() == 15) {
                                server.crash();
                            }
                        })
                        .run())
                .isInstanceOf(TableAccessException.class);
        server.startAgain();

        TableReport resumed = rewrap.startAfter(checkpoints.get(2)).run();

        assertThat(checkpoints).hasSize(3);
        assertThat(resumed.rows()).isEqualTo(10);
        assertThat(resumed.changed()).isEqualTo(20);
        assertThat(rewrap.run().current()).isEqualTo(50);
        assertAllOpen(Map.of());
        assertThatThrownBy(() -> rewrap.startAfter("5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a key of 1 columns, and the table's has 2");
    }

    @Test
    void losesNoUpdateEvenOneThatChangesTheCaseAlone() throws SQLException {
        AtomicBoolean written = new AtomicBoolean();
        ForeignFormat disturbed = stored -> {
            if (!written.getAndSet(true)) {
                execute("UPDATE secrets SET text = 'TEXT 3 ' WHERE id = 3");
            }
            return Secret.ofText(stored);
        };

        TableReport report = migration(disturbed).run();

        assertThat(report.changed()).isEqualTo(50);
        assertAllOpen(Map.of(3L, "TEXT 3 "), OLD);
    }

    @Test
    void takesUpABatchAgainThatWaitedTooLongForALock() throws Exception {
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE secrets SET text = 'newer' WHERE id = 4");

            CompletableFuture<TableReport> running =
                    CompletableFuture.supplyAsync(migration(PlaintextFormat.asStored())::run);
            awaitLockWaits(2, running);
            other.commit();

            assertThat(running.get(60, TimeUnit.SECONDS).changed()).isEqualTo(50);
        }
        assertAllOpen(Map.of(4L, "newer"), OLD);
    }

    /** So many waits for a lock, one after another: the server has given up those before. */
    private void awaitLockWaits(int count, Future<?> waiting) throws SQLException {
        Set<String> begun = new HashSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            while (begun.size() < count) {
                assertThat(waiting).isNotDone();
                // In the server: what it shows of its transactions is renewed only if nobody looks for a tenth of a
                // second.
                statement.execute("DO SLEEP(0.2)");
                try (ResultSet waits = statement.executeQuery("SELECT trx_wait_started FROM"
                        + " information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) {
                    while (waits.next()) {
                        begun.add(waits.getString(1));
                    }
                }
            }
        }
    }

    @Test
    void quarantinesWhatItCannotReadOrTheDatabaseRefusesAndGoesOn() throws SQLException {
        migration(PlaintextFormat.asStored()).run();
        execute("UPDATE secrets SET text = 'no envelope' WHERE id = 4");
        execute("UPDATE secrets SET text = LEFT(text, 60) WHERE id = 6");
        execute("CREATE TRIGGER odd BEFORE UPDATE ON secrets FOR EACH ROW"
                + " IF NEW.id = 8 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'odd'; END IF");

        TableReport report = TableRewrap.of(database, TABLE, ROTATED).run();

        assertThat(report.quarantine())
                .extracting(QuarantinedCell::row, QuarantinedCell::column, QuarantinedCell::reason)
                .containsExactlyInAnyOrder(
                        tuple("b,4", "text", Reason.NOT_AN_ENVELOPE),
                        tuple("b,6", "text", Reason.DAMAGED),
                        tuple("b,8", "text", Reason.REJECTED),
                        tuple("b,8", "bytes", Reason.REJECTED));
        assertThat(report.changed()).isEqualTo(46);
    }

    @Test
    void seesBeforeTheFirstWriteThatAColumnIsTooShort() throws SQLException {
        execute("ALTER TABLE secrets MODIFY text varchar(190)");
        execute("UPDATE secrets SET text = 'a secret that needs more room than there is' WHERE id = 24");

        assertThatThrownBy(() -> migration(PlaintextFormat.asStored()).run())
                .isInstanceOf(TableAccessException.class)
                .hasMessageContaining("1 values")
                .hasMessageContaining("row b,24")
                .hasMessageContaining("one of 190; widen the column");

        assertThat(texts()).allSatisfy((id, text) -> assertThat(text).doesNotStartWith("ghe:"));
    }

    private TableRun migration(ForeignFormat format) {
        return TableMigration.of(database, TABLE, OLD, format);
    }

    private void assertAllOpen(Map<Long, String> texts) throws SQLException {
        assertAllOpen(texts, NEW);
    }

    private void assertAllOpen(Map<Long, String> texts, EnvelopeCipher cipher) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT owner, id, text, bytes FROM secrets")) {
            int count = 0;
            for (; rows.next(); count++) {
                long id = rows.getLong("id");
                String row = SecretTable.row(rows.getString("owner"), Long.toString(id));
                assertThat(cipher.decrypt(rows.getString("text"))
                                .boundTo("secrets", "text", row)
                                .exposeText())
                        .isEqualTo(texts.getOrDefault(id, "text " + id));
                assertThat(cipher.decrypt(rows.getBytes("bytes"))
                                .boundTo(TABLE.place(TABLE.columns().get(1), row, null))
                                .exposeText())
                        .isEqualTo("bytes " + id);
            }
            assertThat(count).isEqualTo(25);
        }
    }

    private Map<Long, @Nullable String> texts() throws SQLException {
        Map<Long, @Nullable String> texts = new LinkedHashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, text FROM secrets")) {
            while (rows.next()) {
                texts.put(rows.getLong(1), rows.getString(2));
            }
        }
        return texts;
    }

    private void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
