package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.testkit.DnsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes to a test server and remembers every batch. Fails for the zones it is told to. */
final class RecordingProvider implements DnsProvider {
    private final DnsServer server;
    final List<DnsZone> zones;
    final AtomicInteger listings = new AtomicInteger();
    final List<Batch> appended = new CopyOnWriteArrayList<>();
    final List<Batch> deleted = new CopyOnWriteArrayList<>();
    final List<DnsZone> broken = new CopyOnWriteArrayList<>();

    /** What the vendor asks for when it refuses to list. */
    static final Duration PAUSE = Duration.ofMinutes(7);

    final Map<DnsZone, Duration> awaited = new ConcurrentHashMap<>();

    volatile boolean undeletable;
    volatile DnsProviderException.@Nullable Kind inSyncFailure;
    volatile boolean unlistable;
    volatile int valuesAtAName = Integer.MAX_VALUE;

    record Batch(DnsZone zone, List<TxtRecord> records) {
        List<String> values() {
            return records.stream().map(TxtRecord::value).toList();
        }
    }

    RecordingProvider(DnsServer server, String... zones) {
        this.server = server;
        this.zones =
                new CopyOnWriteArrayList<>(Arrays.stream(zones).map(DnsZone::of).toList());
    }

    @Override
    public DnsCapabilities capabilities() {
        DnsCapabilities capabilities =
                DnsCapabilities.of(DnsCapabilities.Writes.RRSET).valuesAtAName(valuesAtAName);
        return zones.isEmpty() ? capabilities.withoutListing() : capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        listings.incrementAndGet();
        if (unlistable) {
            throw new DnsProviderException(
                    "recording", DnsProviderException.Kind.RATE_LIMITED, "Too many calls.", null, PAUSE);
        }
        return zones.stream();
    }

    @Override
    public void awaitInSync(DnsZone zone, Duration limit) {
        awaited.put(zone, limit);
        DnsProviderException.Kind kind = inSyncFailure;
        if (kind != null) {
            throw new DnsProviderException("recording", kind, "Cannot say.");
        }
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        appended.add(new Batch(zone, List.copyOf(records)));
        if (broken.contains(zone)) {
            throw new DnsProviderException("recording", DnsProviderException.Kind.SERVER_FAILED, "Zone is broken.");
        }
        for (TxtRecord txt : records) {
            List<String> values = new ArrayList<>(server.txt(txt.name().text()));
            if (!values.contains(txt.value())) {
                values.add(txt.value());
            }
            put(txt, values);
        }
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        deleted.add(new Batch(zone, List.copyOf(records)));
        if (undeletable) {
            throw new DnsProviderException("recording", DnsProviderException.Kind.SERVER_FAILED, "Nothing is deleted.");
        }
        for (TxtRecord txt : records) {
            List<String> values = new ArrayList<>(server.txt(txt.name().text()));
            values.remove(txt.value());
            put(txt, values);
        }
    }

    private void put(TxtRecord txt, List<String> values) {
        server.set(
                txt.name().text(),
                "TXT",
                values.stream().map(value -> '"' + value + '"').toArray(String[]::new));
    }
}
