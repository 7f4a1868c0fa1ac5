package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The one writer of each zone. Safe for use by many threads. */
final class ZoneWriters {
    private final DnsZones listed;
    private final Map<DnsZone, ZoneWriter> writers = new ConcurrentHashMap<>();
    /** For those vendors that take one change of an account at a time. */
    private final Map<DnsProvider, ReentrantLock> accounts = new ConcurrentHashMap<>();

    ZoneWriters(DnsZones listed) {
        this.listed = listed;
    }

    /** From now on this provider writes the zone. */
    ZoneWriter use(DnsProvider provider, DnsZone zone) {
        return writers.compute(
                zone,
                (key, known) -> known != null && known.provider() == provider
                        ? known
                        : new ZoneWriter(provider, zone, lockOf(provider), VendorPatience.DEFAULT));
    }

    private ReentrantLock lockOf(DnsProvider provider) {
        return provider.capabilities().serialised() == DnsCapabilities.Serialised.BY_ACCOUNT
                ? accounts.computeIfAbsent(provider, key -> new ReentrantLock())
                : new ReentrantLock();
    }

    /**
     * The writer in use. After a restart nobody has said which, and the providers are asked.
     *
     * @throws ChallengeSolverException if no provider holds the zone, or one that failed to list its zones may
     */
    ZoneWriter of(DnsZone zone) {
        ZoneWriter known = writers.get(zone);
        if (known != null) {
            return known;
        }
        DnsProvider provider = listed.writerOf(zone)
                .orElseThrow(() -> new ChallengeSolverException(
                        "No provider given holds the zone " + zone + " any more. Give the one that wrote there.",
                        null));
        return use(provider, zone);
    }
}
