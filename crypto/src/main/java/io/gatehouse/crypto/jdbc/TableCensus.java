package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.KeyCensus;
import javax.sql.DataSource;

/**
 * Counts which key-encryption keys the envelopes of a table name. It needs no key.
 *
 * <pre>{@code
 * boolean mayGo = TableCensus.of(dataSource, accessKeys)
 *         .plus(TableCensus.of(dataSource, tokens))
 *         .retirable(oldKek.id());
 * }</pre>
 *
 * <p>It reads the table once, page by page, and not as of one moment: take the key from every writer first.
 */
public final class TableCensus {
    private TableCensus() {}

    /**
     * Counts the keys of a table. Needs SELECT on it.
     *
     * @throws TableAccessException if the database fails, or a column holds neither text nor bytes
     */
    public static KeyCensus of(DataSource dataSource, SecretTable table) {
        KeyCensus.Counter counter = KeyCensus.counter();
        TableRun.of(dataSource, table.withoutTenant(), () -> (cell, stored) -> {
                    count(stored, counter);
                    return new CellChange.Current();
                })
                .dryRun();
        return counter.census();
    }

    private static void count(StoredValue stored, KeyCensus.Counter counter) {
        if (!stored.isEnvelope()) {
            return;
        }
        try {
            counter.envelope(stored.parse());
        } catch (EnvelopeFormatException e) {
            counter.unreadable();
        }
    }
}
