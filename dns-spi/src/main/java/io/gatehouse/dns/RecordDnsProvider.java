package io.gatehouse.dns;

import io.gatehouse.core.DomainName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider whose vendor keeps each TXT value as a record with an identifier of its own: adds the values that are missing, and
 * takes each away by its identifier. What is left to a provider is three calls.
 *
 * <p>The identifiers are asked for each time and never remembered, so that what another process wrote, or this one before a
 * crash, is taken away too.
 */
public abstract class RecordDnsProvider implements DnsProvider {

    /** For providers. */
    protected RecordDnsProvider() {}

    /**
     * One value as the vendor keeps it.
     *
     * @param id what the vendor knows the record by
     * @param value the text itself, without quotes
     */
    public record Stored(String id, String value) {}

    /**
     * The values at a name as the vendor has them now, on all pages; those of other names are not among them.
     *
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    protected abstract List<Stored> read(DnsZone zone, DomainName name);

    /**
     * Adds a value that is not there yet.
     *
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    protected abstract void add(DnsZone zone, TxtRecord txt);

    /**
     * Takes a record away; that it is gone is no error.
     *
     * @param name the owner it was read at
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    protected abstract void remove(DnsZone zone, DomainName name, Stored stored);

    /**
     * Called at the end of each append and delete, for a vendor that wants to be told when to serve the changes; also where
     * nothing had to be changed, since the call before may have failed just here.
     *
     * @throws DnsProviderException if the vendor refuses or cannot be reached
     */
    protected void publish(DnsZone zone) {}

    @Override
    public final void append(DnsZone zone, List<TxtRecord> records) {
        for (Map.Entry<DomainName, Map<String, TxtRecord>> owner :
                byName(zone, records).entrySet()) {
            Map<String, TxtRecord> missing = owner.getValue();
            read(zone, owner.getKey()).forEach(stored -> missing.remove(stored.value()));
            for (TxtRecord txt : missing.values()) {
                add(zone, txt);
            }
        }
        if (!records.isEmpty()) {
            publish(zone);
        }
    }

    @Override
    public final void delete(DnsZone zone, List<TxtRecord> records) {
        for (Map.Entry<DomainName, Map<String, TxtRecord>> owner :
                byName(zone, records).entrySet()) {
            Set<String> gone = new HashSet<>(owner.getValue().keySet());
            for (Stored stored : read(zone, owner.getKey())) {
                if (gone.contains(stored.value())) {
                    remove(zone, owner.getKey(), stored);
                }
            }
        }
        if (!records.isEmpty()) {
            publish(zone);
        }
    }

    private static Map<DomainName, Map<String, TxtRecord>> byName(DnsZone zone, List<TxtRecord> records) {
        Map<DomainName, Map<String, TxtRecord>> byName = new LinkedHashMap<>();
        for (TxtRecord txt : records) {
            txt.relativeName(zone); // All of them lie in the zone, or nothing is sent.
            byName.computeIfAbsent(txt.name(), key -> new LinkedHashMap<>()).put(txt.value(), txt);
        }
        return byName;
    }
}
