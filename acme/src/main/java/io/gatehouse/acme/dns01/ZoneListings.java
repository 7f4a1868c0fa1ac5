package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all providers said last that they hold, in the order they were given. Immutable: a later refresh of the {@link
 * DnsZones} gives others.
 */
public final class ZoneListings {
    private final List<Source> sources;

    ZoneListings(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** A provider, and what it holds. */
    record Source(DnsProvider provider, ZoneListing listing) {}

    /**
     * A zone and who writes it.
     *
     * @param name the provider's name
     * @param provider the first given of those that list the zone
     */
    public record HeldZone(DnsZone zone, String name, DnsProvider provider) {}

    /**
     * A zone that several providers list, such as an outer and an inner one of the same name, or one that was moved and is
     * still left at its old place.
     *
     * @param providers their names; the first one writes
     */
    public record Conflict(DnsZone zone, List<String> providers) {
        /** Takes a copy. */
        public Conflict {
            providers = List.copyOf(providers);
        }
    }

    /**
     * A zone cut between providers: one writes a zone, another the next zone above it. Good if the parent delegates the child
     * (RFC 9499, section 7); if it does not, what is written to the child is seen by nobody.
     */
    public record Cut(HeldZone parent, HeldZone child) {}

    /** One for each provider. */
    public List<ZoneListing> listings() {
        return sources.stream().map(Source::listing).toList();
    }

    /**
     * The longest listed zone at or above a name, and who writes it. Asks no DNS: a zone that is not delegated is found too,
     * one of a provider that cannot list is not.
     */
    public Optional<HeldZone> zoneOf(DomainName name) {
        for (Optional<DomainName> apex = Optional.of(name.base());
                apex.isPresent();
                apex = apex.get().parent()) {
            Optional<HeldZone> held = held(new DnsZone(apex.get()));
            if (held.isPresent()) {
                return held;
            }
        }
        return Optional.empty();
    }

    /** The zones that more than one provider lists, in the order of their names. */
    public List<Conflict> conflicts() {
        return written()
                .map(held -> new Conflict(
                        held.zone(),
                        listings().stream()
                                .filter(listing -> listing.lists(held.zone()))
                                .map(ZoneListing::provider)
                                .toList()))
                .filter(conflict -> conflict.providers().size() > 1)
                .sorted(Comparator.comparing(conflict -> conflict.zone().apex()))
                .toList();
    }

    /** Where a zone and the next listed one above it are written by different providers, in the order of the children. */
    public List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        written()
                .forEach(child -> child.zone()
                        .apex()
                        .parent()
                        .flatMap(this::zoneOf)
                        .filter(parent -> !parent.name().equals(child.name()))
                        .ifPresent(parent -> cuts.add(new Cut(parent, child))));
        cuts.sort(Comparator.comparing(cut -> cut.child().zone().apex()));
        return List.copyOf(cuts);
    }

    /** Each zone once, with its writer. */
    private Stream<HeldZone> written() {
        return sources.stream()
                .flatMap(source -> source.listing()
                        .zones()
                        .flatMap(zone -> held(zone).stream())
                        .filter(held -> held.name().equals(source.listing().provider())));
    }

    private Optional<HeldZone> held(DnsZone zone) {
        return first(listing -> listing.lists(zone))
                .map(source -> new HeldZone(zone, source.listing().provider(), source.provider()));
    }

    /**
     * Who writes this zone: the first that lists it, else the first that cannot list any, which holds whatever the others do
     * not. The zone is one of the DNS and no guess from the name, so that where one lists it, another that failed to list
     * its zones cannot hold one that fits better.
     */
    Optional<DnsProvider> writerOf(DnsZone zone) {
        return first(listing -> listing.lists(zone))
                .or(() -> listings().stream().anyMatch(ZoneListing::isUnknown)
                        ? Optional.empty()
                        : first(listing -> !listing.canList()))
                .map(Source::provider);
    }

    /** Why a provider failed to list its zones, if one did. */
    Optional<RuntimeException> failure() {
        return listings().stream()
                .flatMap(listing -> listing.failure().stream())
                .findFirst();
    }

    private Optional<Source> first(Predicate<ZoneListing> condition) {
        return sources.stream()
                .filter(source -> condition.test(source.listing()))
                .findFirst();
    }

    /** The first few zones of each, for people. */
    @Override
    public String toString() {
        return listings().stream().map(ZoneListing::toString).collect(Collectors.joining(" and "));
    }
}
