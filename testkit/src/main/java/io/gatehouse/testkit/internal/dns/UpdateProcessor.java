package io.gatehouse.testkit.internal.dns;

import io.gatehouse.testkit.DnsUpdate;
import io.gatehouse.testkit.DnsUpdate.Action;
import io.gatehouse.testkit.DnsUpdate.Change;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Carries out one update of a zone: RFC 2136, sections 3.2 to 3.4. */
final class UpdateProcessor {
    private final Zone zone;
    private final Message request;

    UpdateProcessor(Zone zone, Message request) {
        this.zone = zone;
        this.request = request;
    }

    /** Applies all of the update or none of it, and returns the answer's code. */
    int run() {
        int rcode = Prerequisites.check(zone, request.getSection(Section.PREREQ));
        if (rcode == Rcode.NOERROR) {
            rcode = prescan();
        }
        if (rcode == Rcode.NOERROR) {
            boolean changed = false;
            for (Record entry : request.getSection(Section.UPDATE)) {
                changed |= apply(entry);
            }
            if (changed) {
                zone.raiseSerial();
            }
        }
        return rcode;
    }

    /** What the update asked for and how it ended, for the record. */
    static DnsUpdate describe(Message request, Name apex, int rcode) {
        List<Change> changes = new ArrayList<>();
        for (Record entry : request.getSection(Section.UPDATE)) {
            Action action = entry.getDClass() == DClass.IN
                    ? Action.ADD
                    : entry.getDClass() == DClass.NONE ? Action.DELETE_VALUE : Action.DELETE_ALL;
            String value = action == Action.DELETE_ALL ? "" : DnsText.data(entry);
            changes.add(new Change(
                    action, DnsText.text(entry.getName()), Type.string(entry.getType()), value, entry.getTTL()));
        }
        return new DnsUpdate(DnsText.text(apex), changes, Rcode.string(rcode));
    }

    private int prescan() {
        for (Record entry : request.getSection(Section.UPDATE)) {
            if (!entry.getName().subdomain(zone.apex())) {
                return Rcode.NOTZONE;
            }
            boolean everyType = entry.getType() == Type.ANY;
            boolean legal = (everyType || Type.isRR(entry.getType()))
                    && switch (entry.getDClass()) {
                        case DClass.IN -> !everyType;
                        case DClass.NONE -> !everyType && entry.getTTL() == 0;
                        case DClass.ANY -> entry.getTTL() == 0 && entry.rdataToWireCanonical().length == 0;
                        default -> false;
                    };
            if (!legal) {
                return Rcode.FORMERR;
            }
        }
        return Rcode.NOERROR;
    }

    private boolean apply(Record entry) {
        return switch (entry.getDClass()) {
            case DClass.IN -> add(entry);
            case DClass.NONE -> deleteValue(entry);
            default -> deleteAll(entry.getName(), entry.getType());
        };
    }

    /**
     * An alias stands alone and a zone has one SOA, at its apex; what would break this is passed over, without an error
     * (section 3.4.2.2).
     */
    private boolean add(Record entry) {
        boolean strayBeginning = entry.getType() == Type.SOA && !entry.getName().equals(zone.apex());
        boolean isThere = zone.at(entry.getName()).stream()
                .anyMatch(old -> Zone.sameValue(old, entry) && old.getTTL() == entry.getTTL());
        if (strayBeginning || isThere) {
            return false;
        }
        boolean isAlias = entry.getType() == Type.CNAME;
        boolean clash = zone.at(entry.getName()).stream().anyMatch(old -> (old.getType() == Type.CNAME) != isAlias);
        if (clash) {
            return false;
        }
        if (isAlias) {
            zone.removeIf(entry.getName(), old -> true);
        }
        zone.add(entry);
        return true;
    }

    /** The SOA and the last NS of the apex stay (section 3.4.2.4). */
    private boolean deleteValue(Record entry) {
        boolean lastServer = entry.getName().equals(zone.apex())
                && entry.getType() == Type.NS
                && zone.at(zone.apex(), Type.NS).size() == 1;
        return entry.getType() != Type.SOA && !lastServer && zone.removeValue(entry);
    }

    private boolean deleteAll(Name name, int type) {
        return zone.removeIf(
                name,
                old -> (type == Type.ANY || old.getType() == type)
                        && !(name.equals(zone.apex()) && (old.getType() == Type.SOA || old.getType() == Type.NS)));
    }
}
