package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsZone;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one provider said last that it holds, and when. Immutable. */
public final class ZoneListing {
    private static final int MOST_TOLD = 5;

    private final String provider;
    private final boolean canList;
    private final ZoneNames names;
    private final @Nullable Instant asOf;
    private final @Nullable RuntimeException failure;

    private ZoneListing(
            String provider,
            boolean canList,
            ZoneNames names,
            @Nullable Instant asOf,
            @Nullable RuntimeException failure) {
        this.provider = provider;
        this.canList = canList;
        this.names = names;
        this.asOf = asOf;
        this.failure = failure;
    }

    static ZoneListing none(String provider, boolean canList) {
        return new ZoneListing(provider, canList, ZoneNames.NONE, null, null);
    }

    ZoneListing listed(ZoneNames now, Instant at) {
        return new ZoneListing(provider, canList, now, at, null);
    }

    ZoneListing failed(RuntimeException why) {
        return new ZoneListing(provider, canList, names, asOf, why);
    }

    /** The name that the provider was given. */
    public String provider() {
        return provider;
    }

    /** Whether the provider can tell its zones at all; one that cannot has none here. */
    public boolean canList() {
        return canList;
    }

    /** The zones in the order of their names; those of the last time that listing them succeeded. */
    public Stream<DnsZone> zones() {
        return names.zones();
    }

    /** How many zones there are. */
    public int size() {
        return names.size();
    }

    /** Whether the provider listed this zone. */
    public boolean lists(DnsZone zone) {
        return names.contains(zone);
    }

    /** When these zones were listed; empty if they never were. */
    public Optional<Instant> asOf() {
        return Optional.ofNullable(asOf);
    }

    /** Why they could not be listed since, if that was tried and failed. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the provider may hold any zone, for all that is known. */
    boolean isUnknown() {
        return canList && asOf == null;
    }

    ZoneNames names() {
        return names;
    }

    /** The first few zones, for people. */
    @Override
    public String toString() {
        if (!canList) {
            return "what one cannot list";
        }
        if (isUnknown()) {
            return "what one failed to list";
        }
        String first = zones().limit(MOST_TOLD).map(DnsZone::toString).collect(Collectors.joining(", ", "[", ""));
        return size() > MOST_TOLD ? first + " and " + (size() - MOST_TOLD) + " more]" : first + "]";
    }
}
