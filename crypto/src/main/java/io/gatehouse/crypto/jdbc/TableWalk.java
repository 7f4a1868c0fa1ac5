package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a table in the order of its key, a batch of rows in each transaction, and applies a change to each value.
 * What is done is told by the values themselves, so a run keeps no state and may stop anywhere.
 */
record TableWalk(DataSource dataSource, SecretTable table, CellChange change, int batchSize) {
    private static final Logger LOG = LoggerFactory.getLogger(TableWalk.class);
    private static final int DEFAULT_BATCH_SIZE = 500;
    private static final int MAX_CONFLICTS = 5;

    TableWalk {
        if (batchSize < 1) {
            throw new IllegalArgumentException("A batch of " + batchSize + " rows; it takes at least 1");
        }
    }

    static TableWalk of(DataSource dataSource, SecretTable table, CellChange change) {
        return new TableWalk(dataSource, table, change, DEFAULT_BATCH_SIZE);
    }

    TableWalk batchSize(int rows) {
        return new TableWalk(dataSource, table, change, rows);
    }

    TableReport run(boolean dryRun) {
        long start = System.nanoTime();
        TableSql sql = new TableSql(table);
        Tally total = new Tally();
        try (Connection connection = dataSource.getConnection();
                ReadCommitted transaction = ReadCommitted.begin(connection)) {
            walk(transaction, sql, dryRun, total);
        } catch (SQLException e) {
            throw TableAccessException.reading(sql.table(), e);
        }
        TableReport report = total.report(dryRun, Duration.ofNanos(System.nanoTime() - start));
        LOG.info(
                "{} of {}: {} rows read, {} values changed, {} current, {} quarantined, in {}",
                dryRun ? "Dry run" : "Run",
                sql.table(),
                report.rows(),
                report.changed(),
                report.current(),
                report.quarantined(),
                report.elapsed());
        return report;
    }

    private void walk(ReadCommitted transaction, TableSql sql, boolean dryRun, Tally total) throws SQLException {
        TableReader reader = new TableReader(transaction.connection(), sql, table);
        @Nullable Object last = null;
        int conflicts = 0;
        boolean more = true;
        while (more) {
            List<TableReader.Row> page = last == null ? reader.firstPage(batchSize) : reader.nextPage(last, batchSize);
            try {
                total.add(change(page, transaction, reader, sql, dryRun));
            } catch (TableAccessException e) {
                if (!e.isConflict() || ++conflicts > MAX_CONFLICTS) {
                    throw e;
                }
                LOG.debug("{}: a batch ran into another transaction and is read anew", sql.table());
                transaction.rollback();
                continue;
            }
            conflicts = 0;
            more = page.size() == batchSize;
            last = more ? page.get(page.size() - 1).key() : last;
        }
    }

    /** Changes the rows of one page and ends the transaction. */
    private Tally change(
            List<TableReader.Row> page, ReadCommitted transaction, TableReader reader, TableSql sql, boolean dryRun)
            throws SQLException {
        Tally tally = new Tally();
        Batch batch = new Batch(reader, change, tally);
        for (TableReader.Row row : page) {
            tally.row();
            batch.add(row);
        }
        if (dryRun) {
            batch.pretend();
            transaction.rollback();
            return tally;
        }
        try {
            batch.write(transaction.connection(), sql);
            transaction.commit();
            return tally;
        } catch (SQLException e) {
            throw TableAccessException.writing(sql.table(), e);
        }
    }
}
