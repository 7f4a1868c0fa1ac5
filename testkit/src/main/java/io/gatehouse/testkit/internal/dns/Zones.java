package io.gatehouse.testkit.internal.dns;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xbill.DNS.Name;

/** The zones of a server by apex. */
final class Zones {
    private final Map<Name, Zone> byApex = new TreeMap<>();

    Zones(Collection<Name> apexes) {
        apexes.forEach(apex -> byApex.put(apex, new Zone(apex)));
    }

    private Zones(Map<Name, Zone> zones) {
        zones.forEach((apex, zone) -> byApex.put(apex, zone.copy()));
    }

    /** The same zones, which go their own way from now on. */
    Zones copy() {
        return new Zones(byApex);
    }

    /** The zone with the longest apex at or above the name. */
    Optional<Zone> holding(Name name) {
        for (int strip = 0; strip < name.labels(); strip++) {
            Zone zone = byApex.get(new Name(name, strip));
            if (zone != null) {
                return Optional.of(zone);
            }
        }
        return Optional.empty();
    }

    Optional<Zone> named(Name apex) {
        return Optional.ofNullable(byApex.get(apex));
    }
}
