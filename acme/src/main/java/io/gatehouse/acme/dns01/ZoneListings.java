package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the providers' listing of their zones for a minute, so that a hundred orders at once do not list a hundred times:
 * some vendors page through a listing for seconds, and count it against their rate limit. Safe for use by many threads;
 * whoever needs a listing that is under way waits for it.
 */
final class ZoneListings {
    static final Duration AGE = Duration.ofMinutes(1);

    private final List<DnsProvider> providers;
    private final LongSupplier nanoTime;
    private @Nullable ZoneListing listing;
    private long listedAt;

    /** @param nanoTime as {@link System#nanoTime} */
    ZoneListings(List<DnsProvider> providers, LongSupplier nanoTime) {
        this.providers = List.copyOf(providers);
        this.nanoTime = nanoTime;
    }

    synchronized ZoneListing current() {
        ZoneListing known = listing;
        if (known != null && nanoTime.getAsLong() - listedAt < AGE.toNanos()) {
            return known;
        }
        return list();
    }

    /** A newer listing than one in which something was missing. */
    synchronized ZoneListing after(ZoneListing lacking) {
        ZoneListing known = listing;
        return known == null || known.equals(lacking) ? list() : known;
    }

    private ZoneListing list() {
        ZoneListing fresh = ZoneListing.of(providers);
        listing = fresh;
        listedAt = nanoTime.getAsLong();
        return fresh;
    }
}
