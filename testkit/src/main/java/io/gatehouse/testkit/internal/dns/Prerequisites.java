package io.gatehouse.testkit.internal.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What an update demands of the zone as it is: RFC 2136, section 3.2. */
final class Prerequisites {
    private Prerequisites() {}

    /** NOERROR if the zone meets all of them, else the code of the first that it does not. */
    static int check(Zone zone, List<Record> prerequisites) {
        Map<RrsetKey, Integer> wanted = new HashMap<>();
        for (Record entry : prerequisites) {
            int rcode = checkOne(zone, entry);
            if (rcode != Rcode.NOERROR) {
                return rcode;
            }
            if (entry.getDClass() == DClass.IN) {
                boolean there = zone.at(entry.getName()).stream().anyMatch(old -> Zone.sameValue(old, entry));
                if (!there) {
                    return Rcode.NXRRSET;
                }
                wanted.merge(new RrsetKey(entry.getName(), entry.getType()), 1, Integer::sum);
            }
        }
        // Every value asked for is there; equal counts mean there is no other.
        boolean exact = wanted.entrySet().stream()
                .allMatch(entry ->
                        zone.at(entry.getKey().name(), entry.getKey().type()).size() == entry.getValue());
        return exact ? Rcode.NOERROR : Rcode.NXRRSET;
    }

    private static int checkOne(Zone zone, Record entry) {
        if (entry.getTTL() != 0) {
            return Rcode.FORMERR;
        }
        if (!entry.getName().subdomain(zone.apex())) {
            return Rcode.NOTZONE;
        }
        boolean everyType = entry.getType() == Type.ANY;
        boolean inUse = everyType
                ? !zone.at(entry.getName()).isEmpty()
                : !zone.at(entry.getName(), entry.getType()).isEmpty();
        return switch (entry.getDClass()) {
            case DClass.ANY -> inUse ? Rcode.NOERROR : everyType ? Rcode.NXDOMAIN : Rcode.NXRRSET;
            case DClass.NONE -> !inUse ? Rcode.NOERROR : everyType ? Rcode.YXDOMAIN : Rcode.YXRRSET;
            case DClass.IN -> Rcode.NOERROR;
            default -> Rcode.FORMERR;
        };
    }

    private record RrsetKey(Name name, int type) {}
}
