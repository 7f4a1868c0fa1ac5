package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The zones of all DNS providers: which there are, who writes each, and which are held twice. A {@link Dns01Solver} can
 * share them.
 *
 * <p>Each provider is asked in a thread of its own that lives as long as the listing, so that the slowest one sets the time.
 * Of a listing the names are kept, a byte for each letter, and nothing else of the pages it came in. A provider that fails
 * keeps what it listed before, with its age and the error; one that asked for a pause is not asked in it.
 *
 * <p>Given a file, listings are kept in it ({@code docs/spec/dns-zones-v1.md}), so that a start need not wait for them. A
 * file that is damaged, of another version, or cannot be written is logged, and otherwise as if there were none.
 *
 * <p>Safe for use by many threads.
 */
public final class DnsZones {
    private static final Duration FOR_ALWAYS = Duration.ofDays(10_000);

    private final List<ListedProvider> providers = new ArrayList<>();
    private final Duration maximumAge;
    private final Duration patience;

    private DnsZones(Builder builder) {
        this.maximumAge = builder.maximumAge;
        this.patience = builder.patience;
        Optional<ZonesFile> file = Optional.ofNullable(builder.file).map(ZonesFile::new);
        Map<String, ZonesFile.Entry> kept = file.map(ZonesFile::read).orElse(Map.of());
        Runnable keep = () -> file.ifPresent(place -> place.write(this::known));
        builder.providers.forEach((name, provider) -> {
            ZoneListing listing = ZoneListing.none(name, provider.capabilities().listsZones());
            ZonesFile.Entry entry = listing.canList() ? kept.get(name) : null;
            providers.add(new ListedProvider(
                    provider,
                    entry == null ? listing : listing.listed(entry.names(), entry.asOf()),
                    builder.clock,
                    builder.timeout,
                    patience,
                    keep));
        });
    }

    /** Begins without a provider; give at least one. */
    public static Builder builder() {
        return new Builder();
    }

    /** What is known now. Asks nobody. */
    public ZoneListings known() {
        return new ZoneListings(providers.stream().map(ListedProvider::source).toList());
    }

    /**
     * Asks every provider and waits for all of them.
     *
     * @return what is known then; a provider that failed is in it with its failure
     * @throws DnsProviderException of kind {@link DnsProviderException.Kind#CANCELLED} if the thread is interrupted; the
     *     listings go on
     */
    public ZoneListings refresh() {
        await(begun(ListedProvider::begin), FOR_ALWAYS);
        return known();
    }

    /**
     * Asks the providers whose listing is older than the maximum age, and waits for them.
     *
     * @return what is known then; a provider that failed is in it with its failure
     * @throws DnsProviderException of kind {@link DnsProviderException.Kind#CANCELLED} if the thread is interrupted; the
     *     listings go on
     */
    public ZoneListings current() {
        await(begun(this::beginIfOld), FOR_ALWAYS);
        return known();
    }

    /**
     * Who writes this zone. A provider that failed or took long the last time is listed anew in the background; but all are
     * listed, and waited for, before the answer is nobody.
     *
     * @throws ChallengeSolverException if it may be one that failed to list its zones
     */
    Optional<DnsProvider> writerOf(DnsZone zone) {
        Map<ListedProvider, ListedProvider.Attempt> begun = begun(this::beginIfOld);
        begun.keySet().removeIf(provider -> !provider.isQuick());
        await(begun, patience);
        ZoneListings known = known();
        Optional<DnsProvider> writer = known.writerOf(zone);
        if (writer.isPresent()) {
            return writer;
        }
        ZoneListings newer = after(known);
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

    /** Newer listings than those in which something was missing. */
    private ZoneListings after(ZoneListings lacking) {
        List<ZoneListing> before = lacking.listings();
        await(begun(provider -> provider.beginAfter(before.get(providers.indexOf(provider)))), FOR_ALWAYS);
        return known();
    }

    private Optional<ListedProvider.Attempt> beginIfOld(ListedProvider provider) {
        return provider.beginIfOlder(maximumAge);
    }

    /** All at once. */
    private Map<ListedProvider, ListedProvider.Attempt> begun(
            Function<ListedProvider, Optional<ListedProvider.Attempt>> begin) {
        Map<ListedProvider, ListedProvider.Attempt> begun = new LinkedHashMap<>();
        providers.forEach(provider -> begin.apply(provider).ifPresent(attempt -> begun.put(provider, attempt)));
        return begun;
    }

    private static void await(Map<ListedProvider, ListedProvider.Attempt> begun, Duration limit) {
        begun.forEach((provider, attempt) -> {
            try {
                attempt.await(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DnsProviderException(
                        provider.name(),
                        DnsProviderException.Kind.CANCELLED,
                        "interrupted while waiting for it to list its zones",
                        e,
                        null);
            }
        });
    }

    /** Collects the providers, and how long their listings are good. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, DnsProvider> providers = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();
        private Duration maximumAge = Duration.ofMinutes(1);
        private Duration timeout = Duration.ofMinutes(1);
        private Duration patience = Duration.ofSeconds(5);
        private Clock clock = Clock.systemUTC();
        private @Nullable Path file;

        private Builder() {}

        /**
         * One more provider. Of several that list a zone the first given writes it.
         *
         * @param name what to call it: up to 63 lower-case letters, digits and hyphens. Listings in a file are found by it,
         *     so take another for other credentials
         */
        public Builder provider(String name, DnsProvider provider) {
            if (!ZonesFile.PROVIDER_NAME.matcher(name).matches()) {
                problems.add(new Problem(
                        "provider", "is named \"" + name + "\"; use up to 63 lower-case letters, digits and hyphens"));
            } else if (providers.putIfAbsent(name, provider) != null) {
                problems.add(new Problem("provider", "\"" + name + "\" is given twice; give each a name of its own"));
            }
            return this;
        }

        /** In the order given, under numbers. */
        Builder numbered(List<DnsProvider> all) {
            all.forEach(provider -> provider(String.valueOf(providers.size() + 1), provider));
            return this;
        }

        /**
         * After what time a provider is asked again; a minute by default, shorter than anybody waits for a new zone to work.
         */
        public Builder maximumAge(Duration age) {
            this.maximumAge = age;
            return this;
        }

        /**
         * How long a provider may take to the next zone of its listing until it counts as failed; a minute by default, twice
         * what a provider should wait for an answer. A listing of many pages takes as long as it takes.
         */
        public Builder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /** How long an order waits for a listing that it can do without: longer than one takes that comes in a few pages. */
        Builder patience(Duration limit) {
            this.patience = limit;
            return this;
        }

        /** What time it is; by default the system's UTC clock. */
        public Builder clock(Clock source) {
            this.clock = source;
            return this;
        }

        /** Where to keep the listings; by default nowhere. The folder must exist, and belong to this process alone. */
        public Builder file(Path place) {
            this.file = place;
            return this;
        }

        /**
         * The zones. Reads the file, if one is given, and asks no provider yet.
         *
         * @throws InvalidModelException if there is no provider, or a value makes no sense; it names every one
         */
        public DnsZones build() {
            List<Problem> found = new ArrayList<>(problems);
            if (providers.isEmpty() && problems.isEmpty()) {
                found.add(new Problem("provider", "is missing; give at least one"));
            }
            if (maximumAge.isNegative()) {
                found.add(new Problem("maximumAge", "is " + maximumAge + "; give zero or more"));
            }
            if (timeout.isNegative() || timeout.isZero()) {
                found.add(new Problem("timeout", "is " + timeout + "; give a time above zero"));
            }
            if (!found.isEmpty()) {
                throw new InvalidModelException("DnsZones", found);
            }
            return new DnsZones(this);
        }
    }
}
