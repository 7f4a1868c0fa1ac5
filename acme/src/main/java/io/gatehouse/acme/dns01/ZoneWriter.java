package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one writer of a zone, as {@link DnsProvider} asks for. Safe for use by many threads.
 *
 * <p>Orders that come while a batch is under way wait, and the next batch carries the changes of all of them: a vendor that
 * takes a second for a change makes fifty orders wait two, not fifty. If a batch of several orders is refused, each order's
 * part is sent by itself, so that one bad record fails its own order only. An order never has more values at a name than the
 * vendor keeps there: it waits until others have deleted theirs.
 */
final class ZoneWriter {
    /** What is wrong with one change may be right with another; these are wrong with all. */
    private static final Set<DnsProviderException.Kind> FOR_ALL = EnumSet.of(
            DnsProviderException.Kind.BAD_CREDENTIALS,
            DnsProviderException.Kind.NO_SUCH_ZONE,
            DnsProviderException.Kind.RATE_LIMITED,
            DnsProviderException.Kind.UNREACHABLE);

    private final DnsProvider provider;
    private final DnsZone zone;
    private final ReentrantLock writing;
    private final Condition written;
    private final VendorPatience patience;
    private final WaitingChanges waiting;

    /** @param writing shared with the writers whose calls must be kept apart from these */
    ZoneWriter(DnsProvider provider, DnsZone zone, ReentrantLock writing, VendorPatience patience) {
        this.provider = provider;
        this.zone = zone;
        this.writing = writing;
        this.written = writing.newCondition();
        this.patience = patience;
        this.waiting = new WaitingChanges(provider.capabilities().valuesAtAName());
    }

    DnsProvider provider() {
        return provider;
    }

    /**
     * Adds records, with those of other orders that wait.
     *
     * @throws GatehouseException as the provider does, or if other orders take up the room at a name for too long, or the
     *     thread is interrupted; some of it may be written all the same
     */
    void append(List<NeededRecord> records) {
        write(queue(ZoneChange.Action.APPEND, records));
    }

    /**
     * Deletes the records that no other order needs.
     *
     * @throws GatehouseException as the provider does, or if the thread is interrupted
     */
    void delete(List<NeededRecord> records) {
        write(queue(ZoneChange.Action.DELETE, records));
    }

    /** From now on the next batch carries the change, whoever sends it. */
    ZoneChange queue(ZoneChange.Action action, List<NeededRecord> records) {
        ZoneChange change = new ZoneChange(action, records);
        waiting.add(change);
        return change;
    }

    /** Returns when the change is written, by this thread or another. */
    void write(ZoneChange change) {
        awaitTurn(change);
        try {
            long left = patience.room().toNanos();
            // Whoever held the lock may have taken this change along.
            while (!change.isDone()) {
                List<ZoneChange> batch = waiting.next();
                if (!batch.isEmpty()) {
                    writeBatch(batch, change);
                    written.signalAll();
                } else if (left > 0) {
                    left = written.awaitNanos(left);
                } else {
                    giveUp(change, noRoom(change));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(
                    change,
                    new ChallengeSolverException(
                            "Interrupted while other orders held the values at " + change.names() + ".", e));
        } finally {
            writing.unlock();
        }
        change.throwIfFailed();
    }

    /** An order that is interrupted does not wait for the batch ahead, which may have taken its change along. */
    private void awaitTurn(ZoneChange change) {
        try {
            writing.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            waiting.remove(change);
            throw new ChallengeSolverException(
                    "Interrupted while changes of other orders were written to " + zone + ".", e);
        }
    }

    private void giveUp(ZoneChange change, RuntimeException why) {
        waiting.remove(change);
        change.failed(why);
    }

    private ChallengeSolverException noRoom(ZoneChange change) {
        return new ChallengeSolverException(
                "Other orders hold the " + provider.capabilities().valuesAtAName()
                        + " values that the DNS provider keeps at a name, at one of " + change.names()
                        + ", for longer than "
                        + patience.room()
                        + ". Order these names after one another, or give each a CNAME to a name of its own.",
                null);
    }

    private void writeBatch(List<ZoneChange> batch, ZoneChange own) {
        try {
            send(batch.stream().filter(ZoneChange::isAppend).toList(), records -> provider.append(zone, records));
            send(
                    batch.stream().filter(change -> !change.isAppend()).toList(),
                    records -> provider.delete(zone, records));
        } catch (DnsProviderException cancelled) {
            // It is this thread that was interrupted. The others go on with their changes, each in its own.
            if (!own.isDone()) {
                giveUp(own, cancelled);
            }
            waiting.putBack(batch.stream().filter(change -> !change.isDone()).toList());
        }
    }

    /** @throws DnsProviderException only if the thread was interrupted; what was not sent then is not done */
    private void send(List<ZoneChange> changes, Consumer<List<TxtRecord>> call) {
        List<TxtRecord> all = changes.stream()
                .flatMap(change -> change.toSend().stream())
                .distinct()
                .toList();
        try {
            if (!all.isEmpty()) {
                patience.call(() -> call.accept(all));
            }
            changes.forEach(ZoneChange::done);
        } catch (RuntimeException e) {
            if (e instanceof DnsProviderException known && known.kind() == DnsProviderException.Kind.CANCELLED) {
                throw known;
            }
            if (changes.size() == 1 || isForAll(e)) {
                changes.forEach(change -> change.failed(e));
            } else {
                changes.forEach(change -> send(List.of(change), call));
            }
        }
    }

    private static boolean isForAll(RuntimeException failure) {
        return failure instanceof DnsProviderException e && FOR_ALL.contains(e.kind());
    }
}
