package io.gatehouse.acme.dns01;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one writer of a zone, as {@link DnsProvider} asks for. Safe for use by many threads.
 *
 * <p>Orders that come while a batch is under way wait, and the next batch carries the changes of all of them: a vendor that
 * takes a second for a change makes fifty orders wait two, not fifty. If a batch of several orders is refused, each order's
 * part is sent by itself, so that one bad record fails its own order only.
 */
final class ZoneWriter {
    /** Of 43 letters under names of 255, what fits a DNS message of 64 KiB, with its signature. */
    private static final int MOST_RECORDS_IN_A_BATCH = 150;
    /** What is wrong with one change may be right with another; these are wrong with all. */
    private static final Set<DnsProviderException.Kind> FOR_ALL = EnumSet.of(
            DnsProviderException.Kind.BAD_CREDENTIALS,
            DnsProviderException.Kind.NO_SUCH_ZONE,
            DnsProviderException.Kind.RATE_LIMITED,
            DnsProviderException.Kind.UNREACHABLE);

    private final DnsProvider provider;
    private final DnsZone zone;
    private final ReentrantLock writing;
    private final Queue<ZoneChange> waiting = new ArrayDeque<>();
    private final ValueUsers users = new ValueUsers();

    /** @param writing shared with the writers whose calls must be kept apart from these */
    ZoneWriter(DnsProvider provider, DnsZone zone, ReentrantLock writing) {
        this.provider = provider;
        this.zone = zone;
        this.writing = writing;
    }

    DnsProvider provider() {
        return provider;
    }

    /**
     * Adds records, with those of other orders that wait.
     *
     * @throws GatehouseException as the provider does; the records count as needed all the same until they are deleted
     */
    void append(List<TxtRecord> records) {
        write(queue(ZoneChange.Action.APPEND, records));
    }

    /**
     * Deletes the records that no other order needs.
     *
     * @throws GatehouseException as the provider does
     */
    void delete(List<TxtRecord> records) {
        write(queue(ZoneChange.Action.DELETE, records));
    }

    /** From now on the next batch carries the change, whoever sends it. */
    ZoneChange queue(ZoneChange.Action action, List<TxtRecord> records) {
        ZoneChange change = new ZoneChange(action, records);
        synchronized (waiting) {
            waiting.add(change);
        }
        return change;
    }

    /** Returns when the change is written, by this thread or another. */
    void write(ZoneChange change) {
        writing.lock();
        try {
            // Whoever held the lock may have taken this change along.
            while (!change.isDone()) {
                writeBatch(next());
            }
        } finally {
            writing.unlock();
        }
        change.throwIfFailed();
    }

    private List<ZoneChange> next() {
        List<ZoneChange> batch = new ArrayList<>();
        int records = 0;
        synchronized (waiting) {
            ZoneChange first = waiting.peek();
            while (first != null
                    && (batch.isEmpty() || records + first.records().size() <= MOST_RECORDS_IN_A_BATCH)) {
                batch.add(waiting.remove());
                records += first.records().size();
                first = waiting.peek();
            }
        }
        return batch;
    }

    private void writeBatch(List<ZoneChange> batch) {
        List<ZoneChange> appends = batch.stream().filter(ZoneChange::isAppend).toList();
        List<ZoneChange> deletes =
                batch.stream().filter(change -> !change.isAppend()).toList();
        // First, so that what one order of the batch deletes and another needs stays.
        appends.forEach(change -> users.add(change.records()));
        send(appends, ZoneChange::records, records -> provider.append(zone, records));
        Map<ZoneChange, List<TxtRecord>> unused = new HashMap<>();
        deletes.forEach(change -> unused.put(change, users.remove(change.records())));
        send(deletes, change -> unused.getOrDefault(change, List.of()), records -> provider.delete(zone, records));
    }

    private static void send(
            List<ZoneChange> changes, Function<ZoneChange, List<TxtRecord>> part, Consumer<List<TxtRecord>> call) {
        List<TxtRecord> all = changes.stream()
                .flatMap(change -> part.apply(change).stream())
                .distinct()
                .toList();
        try {
            if (!all.isEmpty()) {
                call.accept(all);
            }
            changes.forEach(ZoneChange::done);
        } catch (RuntimeException e) {
            if (changes.size() == 1 || isForAll(e)) {
                changes.forEach(change -> change.failed(e));
            } else {
                changes.forEach(change -> send(List.of(change), part, call));
            }
        }
    }

    private static boolean isForAll(RuntimeException failure) {
        return failure instanceof DnsProviderException e && FOR_ALL.contains(e.kind());
    }
}
