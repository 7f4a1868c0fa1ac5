package io.gatehouse.provider.dns.json;

import io.gatehouse.dns.DnsZone;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What a vendor calls its zones, asked for once for all names of a call. Remembered for ten seconds: a zone that was made anew, under
 * another identifier, is found at the next try.
 *
 * <p>Safe for use by many threads.
 */
public final class ZoneIds {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private record Known(String id, long since) {}

    private final Function<DnsZone, String> vendor;
    private final Map<DnsZone, Known> known = new ConcurrentHashMap<>();

    /**
     * @param vendor asks for the identifier; throws {@link VendorApi#noSuchZone} where there is none, which is not remembered
     */
    public ZoneIds(Function<DnsZone, String> vendor) {
        this.vendor = vendor;
    }

    /** The zone's identifier. */
    public String of(DnsZone zone) {
        return of(zone, System.nanoTime());
    }

    String of(DnsZone zone, long now) {
        known.values().removeIf(each -> now - each.since() > REMEMBERED.toNanos());
        Known remembered = known.get(zone);
        if (remembered != null) {
            return remembered.id();
        }
        String id = vendor.apply(zone);
        known.put(zone, new Known(id, now));
        return id;
    }
}
