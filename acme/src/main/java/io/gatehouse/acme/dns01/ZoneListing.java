package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What each provider holds, in the order the providers were given. Immutable. */
final class ZoneListing {
    private final List<Listed> all;

    ZoneListing(List<Listed> all) {
        this.all = List.copyOf(all);
    }

    /**
     * What one provider holds.
     *
     * @param zones as it listed them; as it listed them before, if it failed to; none if it cannot list them
     * @param failure why it failed to list them, if it did
     */
    record Listed(DnsProvider provider, List<DnsZone> zones, Optional<RuntimeException> failure) {
        boolean isUnknown() {
            return zones.isEmpty() && failure.isPresent();
        }

        boolean canList() {
            return provider.capabilities().listsZones();
        }

        @Override
        public String toString() {
            if (isUnknown()) {
                return "what one failed to list";
            }
            return canList() ? zones.toString() : "what one cannot list";
        }
    }

    List<Listed> all() {
        return all;
    }

    /**
     * Who writes this zone: the first that lists it, else the first that cannot list any, which holds whatever the others do
     * not. The zone is one of the DNS and no guess from the name, so that where one lists it, another that failed to list
     * its zones cannot hold one that fits better.
     */
    Optional<DnsProvider> writerOf(DnsZone zone) {
        return first(listed -> listed.zones().contains(zone))
                .or(() -> all.stream().anyMatch(Listed::isUnknown)
                        ? Optional.empty()
                        : first(listed -> !listed.canList()));
    }

    /** The longest listed zone that holds the name, whether the DNS knows of it or not. */
    Optional<DnsZone> longest(DomainName name) {
        return all.stream()
                .flatMap(listed -> listed.zones().stream())
                .filter(zone -> zone.contains(name))
                .max(Comparator.comparingInt(zone -> zone.apex().labels().size()));
    }

    /** Why a provider failed to list its zones, if one did. */
    Optional<RuntimeException> failure() {
        return all.stream().flatMap(listed -> listed.failure().stream()).findFirst();
    }

    private Optional<DnsProvider> first(Predicate<Listed> condition) {
        return all.stream().filter(condition).map(Listed::provider).findFirst();
    }

    @Override
    public String toString() {
        return all.stream().map(Listed::toString).collect(Collectors.joining(" and "));
    }
}
