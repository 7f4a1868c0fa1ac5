package io.gatehouse.crypto.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a table in the order of its key, a batch of rows in each transaction, and applies a change to each value.
 * What is done is told by the values themselves, so a run keeps no state and may stop anywhere.
 */
record TableWalk(DataSource dataSource, SecretTable table, CellChange change, int batchSize) {
    private static final Logger LOG = LoggerFactory.getLogger(TableWalk.class);
    private static final int DEFAULT_BATCH_SIZE = 500;

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
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(false);
            // A lost race must show as no row updated and the newest value be seen after it: not so when repeatable.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                walk(connection, sql, dryRun, total);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw TableAccessException.reading(sql.table(), e);
        }
        TableReport report = total.report(dryRun, Duration.ofNanos(System.nanoTime() - start));
        LOG.info("{}: {}", sql.table(), report);
        return report;
    }

    private void walk(Connection connection, TableSql sql, boolean dryRun, Tally total) throws SQLException {
        TableReader reader = new TableReader(connection, sql, table);
        List<TableReader.Row> page = reader.firstPage(batchSize);
        while (!page.isEmpty()) {
            Tally tally = new Tally();
            Batch batch = new Batch(reader, change, tally);
            for (TableReader.Row row : page) {
                tally.row();
                batch.add(row);
            }
            if (!dryRun) {
                write(connection, sql, batch);
            } else {
                batch.pretend();
            }
            total.add(tally);
            LOG.debug("{}: {} rows done", sql.table(), page.size());
            page = page.size() < batchSize
                    ? List.of()
                    : reader.nextPage(page.get(page.size() - 1).key(), batchSize);
        }
    }

    private static void write(Connection connection, TableSql sql, Batch batch) {
        try {
            batch.write(connection, sql);
            connection.commit();
        } catch (SQLException e) {
            throw TableAccessException.writing(sql.table(), e);
        }
    }
}
