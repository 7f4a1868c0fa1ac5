package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the providers' listing of their zones for a minute, so that a hundred orders at once do not list a hundred times:
 * some vendors page through a listing for seconds, and count it against their rate limit. Safe for use by many threads;
 * whoever needs a listing that is under way waits for it.
 *
 * <p>A provider that fails to list counts as holding what it listed before, and stops only the orders for zones that nobody
 * else holds.
 */
final class ZoneListings {
    static final Duration AGE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(ZoneListings.class);

    private final List<DnsProvider> providers;
    private final LongSupplier nanoTime;
    private @Nullable ZoneListing listing;
    private long listedAt;

    /** @param nanoTime as {@link System#nanoTime} */
    ZoneListings(List<DnsProvider> providers, LongSupplier nanoTime) {
        this.providers = List.copyOf(providers);
        this.nanoTime = nanoTime;
    }

    /**
     * Who writes this zone. The listing is made anew before the answer is nobody.
     *
     * @throws ChallengeSolverException if it may be one that failed to list its zones
     */
    Optional<DnsProvider> writerOf(DnsZone zone) {
        ZoneListing known = current();
        Optional<DnsProvider> writer = known.writerOf(zone);
        if (writer.isPresent()) {
            return writer;
        }
        ZoneListing newer = after(known);
        writer = newer.writerOf(zone);
        if (writer.isEmpty() && newer.failure().isPresent()) {
            throw mayHold(zone, newer.failure().get());
        }
        return writer;
    }

    private static ChallengeSolverException mayHold(DnsZone zone, RuntimeException failure) {
        return new ChallengeSolverException(
                "No zone listed is " + zone + ", and a DNS provider that may hold it failed to list its zones: "
                        + failure.getMessage(),
                failure,
                failure instanceof GatehouseException known ? known.retryAfter().orElse(null) : null);
    }

    synchronized ZoneListing current() {
        ZoneListing known = listing;
        return known != null && nanoTime.getAsLong() - listedAt < AGE.toNanos() ? known : list();
    }

    /** A newer listing than one in which something was missing. */
    private synchronized ZoneListing after(ZoneListing lacking) {
        ZoneListing known = listing;
        return known == null || known == lacking ? list() : known;
    }

    private ZoneListing list() {
        List<ZoneListing.Listed> all = new ArrayList<>();
        providers.forEach(provider -> all.add(list(provider)));
        ZoneListing fresh = new ZoneListing(all);
        listing = fresh;
        listedAt = nanoTime.getAsLong();
        return fresh;
    }

    private ZoneListing.Listed list(DnsProvider provider) {
        try (Stream<DnsZone> zones = provider.zones()) {
            return new ZoneListing.Listed(provider, zones.toList(), Optional.empty());
        } catch (RuntimeException e) {
            List<DnsZone> before = listedBefore(provider);
            LOG.warn("A DNS provider failed to list its zones; taking those of before, {}: {}", before, e.getMessage());
            return new ZoneListing.Listed(provider, before, Optional.of(e));
        }
    }

    private List<DnsZone> listedBefore(DnsProvider provider) {
        ZoneListing known = listing;
        return known == null
                ? List.of()
                : known.all().stream()
                        .filter(listed -> listed.provider() == provider)
                        .findFirst()
                        .map(ZoneListing.Listed::zones)
                        .orElse(List.of());
    }
}
