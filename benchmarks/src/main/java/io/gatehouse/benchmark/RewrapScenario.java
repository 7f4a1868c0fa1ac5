package io.gatehouse.benchmark;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.jdbc.SecretTable;
import io.gatehouse.crypto.jdbc.TableCensus;
import io.gatehouse.crypto.jdbc.TableReport;
import io.gatehouse.crypto.jdbc.TableRewrap;
import io.gatehouse.testkit.PostgresServer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * The rewrap of a table of self-contained envelopes in PostgreSQL beside a plain batched UPDATE that writes the same bytes,
 * in one run: both on fresh copies of one table, in batches of 500 rows, each a transaction, by turns. The server flushes
 * each commit, as one in use does; the plain UPDATE reads nothing and finds its bytes ready made.
 *
 * <p>Arguments, each optional and in this order: rows (1000000), rounds (2).
 */
public final class RewrapScenario {
    private static final int BATCH = 500;
    private static final KeyEncryptionKey OLD_KEK = KeyEncryptionKey.fromBytes(Secret.random(32));
    private static final KeyEncryptionKey NEW_KEK = KeyEncryptionKey.fromBytes(Secret.random(32));
    private static final EnvelopeCipher OLD = EnvelopeCipher.builder(OLD_KEK).build();
    private static final EnvelopeCipher ROTATED =
            EnvelopeCipher.builder(NEW_KEK).alsoDecryptsWith(OLD_KEK).build();

    private final DataSource database;
    private final int rows;

    private RewrapScenario(DataSource database, int rows) {
        this.database = database;
        this.rows = rows;
    }

    /**
     * Measures and prints.
     *
     * @param args rows, rounds
     * @throws SQLException when the database fails
     */
    public static void main(String[] args) throws SQLException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        System.out.printf(
                "%d rows, Java %s, heap of at most %d MiB%n",
                rows, Runtime.version(), Runtime.getRuntime().maxMemory() >> 20);
        // As in use, not as in tests: what is committed is on disk.
        PostgresServer server = PostgresServer.builder()
                .setting("fsync", "on")
                .setting("full_page_writes", "on")
                .setting("max_wal_size", "8GB")
                .setting("shared_buffers", "512MB")
                .setting("autovacuum", "off")
                .build();
        try (server) {
            server.start();
            System.out.printf("PostgreSQL %s%n", server.version());
            new RewrapScenario(server.superuserDataSource(), rows).compare(rounds);
        }
    }

    private void compare(int rounds) throws SQLException {
        fill();
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // By turns, so that neither always comes first.
            double plain = round % 2 == 0 ? plainUpdate() : 0;
            double rewrap = rewrap();
            plain = round % 2 == 0 ? plain : plainUpdate();
            ratios[round] = rewrap / plain;
            System.out.printf(
                    "round %d: plain UPDATE %.0f rows/s, rewrap %.0f rows/s, ratio %.2f, load average %.1f%n",
                    round + 1,
                    plain,
                    rewrap,
                    ratios[round],
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
        Arrays.sort(ratios);
        System.out.printf(
                "ratio: %.2f (lower median of %d), heap in use at its peak: %d MiB%n",
                ratios[(rounds - 1) / 2], rounds, heapPeak() >> 20);
    }

    private void fill() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO original VALUES (?, ?)")) {
            statement.execute("CREATE TABLE original (id bigint, secret text)");
            connection.setAutoCommit(false);
            for (int id = 0; id < rows; id++) {
                try (Secret secret = Secret.random(32)) {
                    insert.setLong(1, id);
                    insert.setString(
                            2,
                            OLD.encrypt(secret)
                                    .boundTo("access_key", "secret", id)
                                    .toText());
                    insert.addBatch();
                }
                if (id % BATCH == BATCH - 1 || id == rows - 1) {
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    private double plainUpdate() throws SQLException {
        freshCopy();
        String envelope = OLD.encrypt(Secret.random(32)).insecureUnbound().toText();
        String stem = envelope.substring(0, envelope.length() - 10);
        long begun = System.nanoTime();
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE access_key SET secret = ? WHERE id = ?")) {
            connection.setAutoCommit(false);
            for (int id = 0; id < rows; id++) {
                update.setString(1, stem + (1_000_000_000L + id));
                update.setLong(2, id);
                update.addBatch();
                if (id % BATCH == BATCH - 1 || id == rows - 1) {
                    update.executeBatch();
                    connection.commit();
                }
            }
        }
        return rows * 1e9 / (System.nanoTime() - begun);
    }

    private double rewrap() throws SQLException {
        freshCopy();
        SecretTable table =
                SecretTable.builder("access_key", "id").column("secret").build();
        long begun = System.nanoTime();
        TableReport report =
                TableRewrap.of(database, table, ROTATED).batchSize(BATCH).run();
        double rate = rows * 1e9 / (System.nanoTime() - begun);
        require(report.isClean() && report.changed() == rows, "every row rewrapped, not " + report);
        require(TableCensus.of(database, table).retirable(OLD_KEK.id()), "no row left under the old key");
        return rate;
    }

    private void freshCopy() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS access_key");
            statement.execute("CREATE TABLE access_key AS SELECT * FROM original ORDER BY id");
            statement.execute("ALTER TABLE access_key ADD PRIMARY KEY (id)");
            statement.execute("VACUUM ANALYZE access_key");
            statement.execute("CHECKPOINT");
            try (ResultSet result = statement.executeQuery("SELECT count(*) FROM access_key")) {
                require(result.next() && result.getLong(1) == rows, "a copy of " + rows + " rows");
            }
        }
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Expected " + what);
        }
    }
}
