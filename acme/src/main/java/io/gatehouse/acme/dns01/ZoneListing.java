package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The zones each provider listed, in the order the providers were given; none for one that cannot list them. */
record ZoneListing(Map<DnsProvider, List<DnsZone>> zones) {
    static ZoneListing of(List<DnsProvider> providers) {
        Map<DnsProvider, List<DnsZone>> zones = new LinkedHashMap<>();
        providers.forEach(provider -> zones.put(provider, provider.zones()));
        return new ZoneListing(zones);
    }

    /** Who writes this zone: the first that lists it, else the first that cannot say what it holds. */
    Optional<DnsProvider> writerOf(DnsZone zone) {
        return first(listed -> listed.contains(zone)).or(() -> first(List::isEmpty));
    }

    /** The longest listed zone that holds the name, whether the DNS knows of it or not. */
    Optional<DnsZone> longest(DomainName name) {
        return zones.values().stream()
                .flatMap(List::stream)
                .filter(zone -> zone.contains(name))
                .max(Comparator.comparingInt(zone -> zone.apex().labels().size()));
    }

    private Optional<DnsProvider> first(Predicate<List<DnsZone>> condition) {
        return zones.entrySet().stream()
                .filter(entry -> condition.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public String toString() {
        return zones.values().toString();
    }
}
