package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A run over a table while it is in use: a {@linkplain TableRewrap rewrap} or a {@linkplain TableMigration migration}.
 *
 * <pre>{@code
 * TableReport report = TableRewrap.of(dataSource, table, rotated)
 *         .rowsPerSecond(2_000)
 *         .onProgress(progress -> log.info("{}", progress))
 *         .onQuarantine(cell -> log.warn("{}", cell))
 *         .run();
 * }</pre>
 *
 * <p>It goes through the rows in the order of the key, a batch in each transaction, and writes a value only where it still
 * is what was read, so that an update by another session is never lost. While one batch is written the next is decided, on
 * threads of the run's own, as many as there are processors and at most four, which call the key-encryption keys. What it
 * cannot do it leaves as it is, quarantined with a reason, and goes on. The values tell what is done: a run that stops, for whatever reason and at whatever point,
 * is resumed by running again, which costs no more than reading what is done, or not even that after {@link #startAfter}.
 *
 * <p>Where a column has a limited length, the run first goes through all values without writing, and writes none if the
 * envelope of one does not fit.
 *
 * <p>If the thread is interrupted the run ends behind the batch under way; its report is not {@linkplain
 * TableReport#complete complete}, and the thread stays interrupted.
 *
 * <p>Instances are immutable and safe for use by several threads; so are two runs over one table at once.
 */
public final class TableRun {
    private static final int DEFAULT_BATCH_SIZE = 500;

    private final Settings settings;

    private TableRun(Settings settings) {
        this.settings = settings;
    }

    /**
     * A run with the defaults.
     *
     * @param changes makes what is done to each value, anew for each run
     */
    static TableRun of(DataSource dataSource, SecretTable table, Supplier<CellChange> changes) {
        return new TableRun(
                new Settings(dataSource, table, changes, DEFAULT_BATCH_SIZE, 0, null, null, cell -> {}, Ticker.SYSTEM));
    }

    /**
     * How many rows a transaction holds; by default 500.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TableRun batchSize(int rows) {
        requirePositive(rows, "A batch");
        return new TableRun(settings.withBatchSize(rows));
    }

    /**
     * How many rows a second it reads at most, so that others have their share of the database; by default as many as it
     * can.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TableRun rowsPerSecond(int rows) {
        requirePositive(rows, "A rate");
        return new TableRun(settings.withRowsPerSecond(rows));
    }

    /**
     * Starts behind a row, the last one that an earlier run had done. Rows up to it are not looked at, so take this only
     * where nobody has written to them since in the old way.
     *
     * @param lastKey {@link TableProgress#lastKey} or {@link TableReport#lastKey} of that run
     * @throws IllegalArgumentException if the key of the table has another number of columns
     */
    public TableRun startAfter(String lastKey) {
        RowKey.parse(lastKey, settings.table().keyColumns().size());
        return new TableRun(settings.withStartAfter(lastKey));
    }

    /**
     * Is told after each batch how far the run has come, on its thread; the run goes on when the listener returns, and ends
     * with what it throws. The rows are counted first, which reads the index once.
     */
    public TableRun onProgress(Consumer<TableProgress> listener) {
        return new TableRun(settings.withProgress(listener));
    }

    /**
     * Is told of every value that is left alone, as soon as the batch it belongs to is done, on the thread of the run,
     * which ends with what the listener throws.
     */
    public TableRun onQuarantine(Consumer<QuarantinedCell> listener) {
        return new TableRun(settings.withQuarantine(listener));
    }

    TableRun ticker(Ticker ticker) {
        return new TableRun(settings.withTicker(ticker));
    }

    /**
     * Goes through the table.
     *
     * @throws TableAccessException if the database fails, a column holds neither text nor bytes or is too short
     * @throws io.gatehouse.crypto.KeyUnavailableException if a key-encryption key cannot be used now; what went before the
     *     batch under way stands
     */
    public TableReport run() {
        return walk(false);
    }

    /**
     * Does everything but write: reads each secret or unwraps each data key, and counts. A value whose envelope its column
     * is too short for is quarantined.
     *
     * @throws TableAccessException if the database fails, or a column holds neither text nor bytes
     * @throws io.gatehouse.crypto.KeyUnavailableException if a key-encryption key cannot be used now
     */
    public TableReport dryRun() {
        return walk(true);
    }

    private TableReport walk(boolean dryRun) {
        try (Connection connection = settings.dataSource().getConnection();
                ReadCommitted transaction = ReadCommitted.begin(connection)) {
            TableSql sql = new TableSql(settings.table(), Dialect.of(connection));
            return new TableWalk(settings, transaction, sql).run(dryRun);
        } catch (SQLException e) {
            throw TableAccessException.reading(settings.table().name(), e);
        }
    }

    private static void requirePositive(int rows, String what) {
        if (rows < 1) {
            throw new IllegalArgumentException(what + " of " + rows + " rows; it takes at least 1");
        }
    }

    /**
     * What a run was told.
     *
     * @param rowsPerSecond 0 for as many as it can
     */
    record Settings(
            DataSource dataSource,
            SecretTable table,
            Supplier<CellChange> changes,
            int batchSize,
            int rowsPerSecond,
            @Nullable String startAfter,
            @Nullable Consumer<TableProgress> progress,
            Consumer<QuarantinedCell> quarantine,
            Ticker ticker) {
        Settings withBatchSize(int rows) {
            return new Settings(
                    dataSource, table, changes, rows, rowsPerSecond, startAfter, progress, quarantine, ticker);
        }

        Settings withRowsPerSecond(int rows) {
            return new Settings(dataSource, table, changes, batchSize, rows, startAfter, progress, quarantine, ticker);
        }

        Settings withStartAfter(String lastKey) {
            return new Settings(
                    dataSource, table, changes, batchSize, rowsPerSecond, lastKey, progress, quarantine, ticker);
        }

        Settings withProgress(Consumer<TableProgress> listener) {
            return new Settings(
                    dataSource, table, changes, batchSize, rowsPerSecond, startAfter, listener, quarantine, ticker);
        }

        Settings withQuarantine(Consumer<QuarantinedCell> listener) {
            return new Settings(
                    dataSource, table, changes, batchSize, rowsPerSecond, startAfter, progress, listener, ticker);
        }

        Settings withTicker(Ticker other) {
            return new Settings(
                    dataSource, table, changes, batchSize, rowsPerSecond, startAfter, progress, quarantine, other);
        }
    }
}
