package io.gatehouse.testkit.internal.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The records of one zone. Not safe for use by many threads; {@link Authority} lets one at a time in. */
final class Zone {
    private static final long TTL = 60;

    private final Name apex;
    /** In canonical order (RFC 4034, section 6.1): what lies below a name comes right after it. */
    private final TreeMap<Name, List<Record>> nodes = new TreeMap<>();

    /** A zone with its SOA, one name server, and that server's address, 127.0.0.1. */
    Zone(Name apex) {
        this.apex = apex;
        String suffix = apex.equals(Name.root) ? "" : apex.toString();
        Name server = DnsText.name("ns1." + suffix);
        Name mailbox = DnsText.name("hostmaster." + suffix);
        add(new SOARecord(apex, DClass.IN, TTL, server, mailbox, 1, 3_600, 600, 86_400, TTL));
        add(Record.newRecord(apex, Type.NS, DClass.IN, TTL, server.toWireCanonical()));
        add(Record.newRecord(server, Type.A, DClass.IN, TTL, new byte[] {127, 0, 0, 1}));
    }

    private Zone(Zone other) {
        this.apex = other.apex;
        other.nodes.forEach((name, records) -> nodes.put(name, new ArrayList<>(records)));
    }

    Zone copy() {
        return new Zone(this);
    }

    Name apex() {
        return apex;
    }

    /** The records a name itself has. */
    List<Record> at(Name name) {
        return List.copyOf(nodes.getOrDefault(name, List.of()));
    }

    List<Record> at(Name name, int type) {
        return at(name).stream().filter(entry -> entry.getType() == type).toList();
    }

    /** Whether the name has records or lies above one that has: an empty non-terminal exists (RFC 4592, section 2.2.2). */
    boolean exists(Name name) {
        Name next = nodes.ceilingKey(name);
        return next != null && next.subdomain(name);
    }

    /** The name of the wildcard that stands in for a name that does not exist (RFC 4592, section 3.3.1). */
    Optional<Name> wildcardFor(Name missing) {
        Name encloser = missing;
        while (!exists(encloser)) {
            encloser = new Name(encloser, 1);
        }
        Name wildcard = encloser.equals(Name.root) ? DnsText.name("*") : DnsText.name("*." + encloser);
        return Optional.of(wildcard).filter(this::exists);
    }

    /** The NS records of the highest cut between the apex and the name; empty if the zone was not cut there. */
    List<Record> delegationOf(Name name) {
        for (int labels = apex.labels() + 1; labels <= name.labels(); labels++) {
            List<Record> cut = at(new Name(name, name.labels() - labels), Type.NS);
            if (!cut.isEmpty()) {
                return cut;
            }
        }
        return List.of();
    }

    SOARecord soa() {
        return (SOARecord) at(apex, Type.SOA).get(0);
    }

    /** Adds a record in place of an equal one; a zone has one SOA (RFC 2136, section 3.4.2.2). */
    void add(Record entry) {
        List<Record> node = nodes.computeIfAbsent(entry.getName(), name -> new ArrayList<>());
        node.removeIf(old -> sameValue(old, entry) || (entry.getType() == Type.SOA && old.getType() == Type.SOA));
        node.add(entry);
    }

    /** Removes what says the same, whatever its class and time to live. */
    boolean removeValue(Record entry) {
        return removeIf(entry.getName(), old -> sameValue(old, entry));
    }

    boolean removeIf(Name name, Predicate<Record> unwanted) {
        List<Record> node = nodes.get(name);
        if (node == null) {
            return false;
        }
        boolean removed = node.removeIf(unwanted);
        if (node.isEmpty()) {
            nodes.remove(name);
        }
        return removed;
    }

    /** Counts a change, so that a secondary would notice it. */
    void raiseSerial() {
        SOARecord old = soa();
        add(new SOARecord(
                apex,
                DClass.IN,
                old.getTTL(),
                old.getHost(),
                old.getAdmin(),
                old.getSerial() + 1,
                old.getRefresh(),
                old.getRetry(),
                old.getExpire(),
                old.getMinimum()));
    }

    static boolean sameValue(Record one, Record other) {
        return one.getType() == other.getType()
                && one.getName().equals(other.getName())
                && Arrays.equals(one.rdataToWireCanonical(), other.rdataToWireCanonical());
    }
}
