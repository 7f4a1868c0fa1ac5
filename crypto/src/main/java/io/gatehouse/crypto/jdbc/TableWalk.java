package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run, on one connection. What is done is told by the values themselves, so it keeps no state in the database. */
final class TableWalk {
    private static final Logger LOG = LoggerFactory.getLogger(TableRun.class);
    private static final int MAX_CONFLICTS = 5;

    private final TableRun.Settings settings;
    private final ReadCommitted transaction;
    private final TableSql sql;
    private final TableShape shape;
    private final TableReader reader;
    private final CellChange change;

    TableWalk(TableRun.Settings settings, ReadCommitted transaction, TableSql sql) throws SQLException {
        this.settings = settings;
        this.transaction = transaction;
        this.sql = sql;
        this.shape = TableShape.of(transaction.connection(), sql, settings.table());
        this.reader = new TableReader(transaction.connection(), sql, settings.table(), shape);
        this.change = settings.changes().get();
    }

    TableReport run(boolean dryRun) throws SQLException {
        if (!dryRun && shape.isLimited()) {
            requireRoom();
        }
        long total = settings.progress() == null ? 0 : reader.count(start());
        TableReport report = new Pass(dryRun, settings.quarantine(), settings.progress(), total).walk();
        LOG.info(
                "{} of {}{}: {} rows read, {} values changed, {} current, {} quarantined, in {}",
                dryRun ? "Dry run" : "Run",
                sql.table(),
                report.complete() ? "" : ", interrupted",
                report.rows(),
                report.changed(),
                report.current(),
                report.quarantined(),
                report.elapsed());
        return report;
    }

    /** Goes through everything once, so that a column that is too short shows before the first write. */
    private void requireRoom() throws SQLException {
        TooLong found = new TooLong();
        new Pass(true, found, null, 0).walk();
        if (found.count > 0) {
            throw TableAccessException.invalid(found.count + " values of " + sql.table()
                    + " do not fit into their columns as envelopes, first that of column " + found.column + " in row "
                    + found.row + ". " + found.detail + ". Nothing was written");
        }
    }

    private @Nullable RowKey start() {
        return settings.startAfter() == null
                ? null
                : RowKey.parse(
                        settings.startAfter(), settings.table().keyColumns().size());
    }

    private static final class TooLong implements Consumer<QuarantinedCell> {
        private long count;
        private String column = "";
        private String row = "";
        private String detail = "";

        @Override
        public void accept(QuarantinedCell cell) {
            if (cell.reason() == Reason.COLUMN_TOO_SHORT && count++ == 0) {
                column = cell.column();
                row = cell.row();
                detail = cell.detail();
            }
        }
    }

    /** The rows behind a key, whose changes are being decided. */
    private record Page(@Nullable RowKey after, List<TableReader.Row> rows, DecidingThreads.Decision decision) {
        RowKey lastKey() {
            return rows.get(rows.size() - 1).key();
        }
    }

    /** Once through the table. */
    private final class Pass {
        private final boolean dryRun;
        private final Consumer<QuarantinedCell> quarantine;
        private final @Nullable Consumer<TableProgress> progress;
        private final long totalRows;
        private final Tally total = new Tally();
        private final long begun = settings.ticker().nanos();
        private final Throttle throttle = new Throttle(settings.rowsPerSecond(), settings.ticker());
        private @Nullable String lastKey = settings.startAfter();

        Pass(
                boolean dryRun,
                Consumer<QuarantinedCell> quarantine,
                @Nullable Consumer<TableProgress> progress,
                long totalRows) {
            this.dryRun = dryRun;
            this.quarantine = quarantine;
            this.progress = progress;
            this.totalRows = totalRows;
        }

        TableReport walk() throws SQLException {
            boolean complete = false;
            try (DecidingThreads threads = new DecidingThreads()) {
                complete = walk(threads);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return TableReport.of(total, dryRun, complete, lastKey, elapsed());
        }

        /** Whether it came to the last row. */
        private boolean walk(DecidingThreads threads) throws SQLException, InterruptedException {
            Page next = read(start(), threads);
            int conflicts = 0;
            while (!Thread.currentThread().isInterrupted()) {
                Page page = next;
                Batch batch = page.decision().await();
                boolean isLast = page.rows().size() < settings.batchSize();
                next = isLast ? page : read(page.lastKey(), threads);
                try {
                    done(page, dryRun ? batch.pretended() : write(batch));
                } catch (SQLException e) {
                    if (!SqlFailure.of(e).isConflict() || ++conflicts > MAX_CONFLICTS) {
                        throw TableAccessException.writing(sql.table(), e);
                    }
                    LOG.debug("{}: a batch ran into another transaction and is read anew", sql.table());
                    transaction.rollback();
                    next = read(page.after(), threads);
                    continue;
                }
                if (isLast) {
                    return true;
                }
                conflicts = 0;
                throttle.batchDone(page.rows().size());
            }
            return false;
        }

        /** Reads the rows behind a key and has their changes decided. */
        private Page read(@Nullable RowKey after, DecidingThreads threads) throws SQLException {
            List<TableReader.Row> rows = reader.page(after, settings.batchSize());
            // Nothing is held while keys are asked for, and the writes see what is newest.
            transaction.commit();
            return new Page(after, rows, threads.begin(rows, part -> Batch.decide(part, reader, change, sql)));
        }

        private Tally write(Batch batch) throws SQLException {
            try {
                Tally tally = batch.write(transaction.connection());
                transaction.commit();
                return tally;
            } catch (SQLException e) {
                if (!SqlFailure.of(e).isAboutTheValue()) {
                    throw e;
                }
                transaction.rollback();
                return batch.writeOneByOne(transaction);
            }
        }

        private void done(Page page, Tally tally) {
            total.add(tally, TableReport.MAX_LISTED);
            if (!page.rows().isEmpty()) {
                lastKey = page.lastKey().text();
            }
            tally.quarantine.forEach(quarantine);
            if (progress != null && lastKey != null) {
                progress.accept(
                        new TableProgress(total.rows, totalRows, total.changed, total.quarantined, lastKey, elapsed()));
            }
        }

        private Duration elapsed() {
            return Duration.ofNanos(settings.ticker().nanos() - begun);
        }
    }
}
