package io.gatehouse.dns;

import io.gatehouse.core.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * A provider whose vendor replaces all values at a name at once: reads them, merges, writes them back on condition that
 * nobody else wrote in between, and begins again if somebody did. What is left to a provider is one call that reads and one
 * that writes.
 *
 * <p>Where the API knows no condition, two processes that write one name within the same moment can lose a value; the
 * provider's documentation says so.
 */
public abstract class RrsetDnsProvider implements DnsProvider {
    /** Each conflict is another writer's success, and who writes one name is few. */
    private static final int MOST_TRIES = 20;

    private static final int LONGEST_PAUSE_MILLIS = 100;

    private final String name;

    /**
     * @param name as in {@link DnsProviderFactory#name()}
     */
    protected RrsetDnsProvider(String name) {
        this.name = name;
    }

    /**
     * One name before and after.
     *
     * @param before as it was read
     * @param after what is to be there; without values where the RRset is to go
     */
    public record Change(TxtRrset before, TxtRrset after) {}

    /**
     * The values at a name as the vendor has them now; {@link TxtRrset#none} if there are none.
     *
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    protected abstract TxtRrset read(DnsZone zone, DomainName name);

    /**
     * Replaces RRsets that are still as they were read. Some may be replaced and others not when this throws.
     *
     * @throws DnsProviderException of kind {@link DnsProviderException.Kind#CONFLICT} if one is not as it was read; of another
     *     if the vendor refuses or cannot be reached
     */
    protected abstract void replace(DnsZone zone, List<Change> changes);

    @Override
    public final void append(DnsZone zone, List<TxtRecord> records) {
        merge(zone, records, (rrset, added) -> rrset.plus(values(added), ttl(added.get(0))));
    }

    @Override
    public final void delete(DnsZone zone, List<TxtRecord> records) {
        merge(zone, records, (rrset, gone) -> rrset.minus(values(gone)));
    }

    private static List<String> values(List<TxtRecord> records) {
        return records.stream().map(TxtRecord::value).toList();
    }

    private Duration ttl(TxtRecord txt) {
        Duration least = capabilities().minimumTtl();
        return txt.ttl().compareTo(least) < 0 ? least : txt.ttl();
    }

    private void merge(DnsZone zone, List<TxtRecord> records, BiFunction<TxtRrset, List<TxtRecord>, TxtRrset> merged) {
        Map<DomainName, List<TxtRecord>> byName = new LinkedHashMap<>();
        for (TxtRecord txt : records) {
            txt.relativeName(zone); // All of them lie in the zone, or nothing is sent.
            byName.computeIfAbsent(txt.name(), key -> new ArrayList<>()).add(txt);
        }
        for (int attempt = 1; ; attempt++) {
            List<Change> changes = new ArrayList<>();
            byName.forEach((owner, own) -> {
                TxtRrset before = read(zone, owner);
                TxtRrset after = merged.apply(before, own);
                if (!after.values().equals(before.values())) {
                    changes.add(new Change(before, after));
                }
            });
            if (changes.isEmpty() || isReplaced(zone, changes, attempt == MOST_TRIES)) {
                return;
            }
            pause(zone);
        }
    }

    private boolean isReplaced(DnsZone zone, List<Change> changes, boolean isLastTry) {
        try {
            replace(zone, changes);
            return true;
        } catch (DnsProviderException e) {
            if (isLastTry || e.kind() != DnsProviderException.Kind.CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    /** Of a random length, so that two writers do not meet again. */
    private void pause(DnsZone zone) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DnsProviderException(
                    name,
                    DnsProviderException.Kind.CANCELLED,
                    "interrupted before it wrote to zone " + zone + " again, where another writer had been first",
                    e,
                    null);
        }
    }
}
