package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyCensus;
import io.gatehouse.crypto.StoredDataKey;
import io.gatehouse.crypto.jdbc.RetirementReport.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Asks everything that may need a key-encryption key whether it still does: the store of data keys and each table with
 * envelopes. It needs no key and writes nothing.
 *
 * <pre>{@code
 * RetirementReport report = RetirementCheck.of(oldKey.id())
 *         .dataKeys(store)
 *         .table(dataSource, accessKeys)
 *         .run();
 * }</pre>
 *
 * <p>Name everything that holds secrets, and take the key from every writer first: what is not named is not asked, and a
 * table is read page by page, not as of one moment.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RetirementCheck {
    private static final int PAGE = 500;

    private final KekId key;
    private final List<Supplier<Holder>> holders;
    private final boolean asksStore;

    private RetirementCheck(KekId key, List<Supplier<Holder>> holders, boolean asksStore) {
        this.key = key;
        this.holders = holders;
        this.asksStore = asksStore;
    }

    /** A check of one key, of all its versions; say next where it may be needed. */
    public static RetirementCheck of(KekId key) {
        return new RetirementCheck(key, List.of(), false);
    }

    /** Asks a store of data keys, too. */
    public RetirementCheck dataKeys(DataKeyStore store) {
        return with(() -> count(store), true);
    }

    /** Asks a table, too. Needs SELECT on it. */
    public RetirementCheck table(DataSource dataSource, SecretTable table) {
        return with(() -> count(dataSource, table), asksStore);
    }

    /**
     * Reads everything that was named, once.
     *
     * @throws IllegalStateException if nothing was named
     * @throws TableAccessException if a table cannot be read, or a column holds neither text nor bytes
     * @throws io.gatehouse.crypto.DataKeyStoreException if the store does not answer
     */
    public RetirementReport run() {
        if (holders.isEmpty()) {
            throw new IllegalStateException(
                    "Nothing was named that may need KEK " + key + "; name the store of data keys and each table");
        }
        return new RetirementReport(
                key, asksStore, holders.stream().map(Supplier::get).toList());
    }

    private RetirementCheck with(Supplier<Holder> holder, boolean storeIsAsked) {
        List<Supplier<Holder>> more = new ArrayList<>(holders);
        more.add(holder);
        return new RetirementCheck(key, List.copyOf(more), storeIsAsked);
    }

    private Holder count(DataKeyStore store) {
        long needing = 0;
        List<StoredDataKey> page = store.list(null, PAGE);
        while (!page.isEmpty()) {
            needing += page.stream()
                    .filter(dataKey -> dataKey.wrapped().stream()
                            .anyMatch(copy -> copy.kek().equals(key)))
                    .count();
            page = store.list(page.get(page.size() - 1).id(), PAGE);
        }
        return new Holder("the store of data keys", needing, 0, 0);
    }

    private Holder count(DataSource dataSource, SecretTable table) {
        KeyCensus.Counter counter = KeyCensus.counter();
        AtomicLong inStore = new AtomicLong();
        TableRun.of(dataSource, table.withoutTenant(), () -> (cell, stored) -> {
                    count(stored, counter, inStore);
                    return new CellChange.Current();
                })
                .dryRun();
        KeyCensus census = counter.census();
        return new Holder(
                "table " + table.name(), census.uses().getOrDefault(key, 0L), census.unreadable(), inStore.get());
    }

    private static void count(StoredValue stored, KeyCensus.Counter counter, AtomicLong inStore) {
        if (!stored.isEnvelope()) {
            return;
        }
        try {
            Envelope envelope = stored.parse();
            counter.envelope(envelope);
            if (!envelope.carriesDataKey()) {
                inStore.incrementAndGet();
            }
        } catch (EnvelopeFormatException e) {
            counter.unreadable();
        }
    }
}
