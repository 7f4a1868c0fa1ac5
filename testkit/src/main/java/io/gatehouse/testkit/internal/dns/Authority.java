package io.gatehouse.testkit.internal.dns;

import io.gatehouse.testkit.DnsUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * An authoritative server without its sockets: a request in, its answer out.
 *
 * <p>Safe for use by many threads; requests are answered one at a time.
 */
public final class Authority {
    private static final int PLAIN_UDP_BYTES = 512;
    /** What we take by UDP ourselves; fits the smallest IPv6 path unfragmented. */
    private static final int OUR_UDP_BYTES = 1_232;

    /** However much the asker takes; real servers stop here too. */
    private static final int MAX_UDP_BYTES = 4_096;

    private final TsigKey key;
    private final boolean takesUpdates;
    private final List<DnsUpdate> updates = new ArrayList<>();
    private Zones zones;

    /**
     * @param apexes the zones to hold, each with a SOA and a name server to begin with
     * @param keyName the name of the key that signs updates
     * @param secret its secret
     */
    public Authority(Collection<Name> apexes, Name keyName, byte[] secret) {
        this(new Zones(apexes), new TsigKey(keyName, secret), true);
    }

    private Authority(Zones zones, TsigKey key, boolean takesUpdates) {
        this.zones = zones;
        this.key = key;
        this.takesUpdates = takesUpdates;
    }

    /** A server with the zones as they are now, which refuses updates: a secondary. */
    public Authority copy() {
        return new Authority(snapshot(), key, false);
    }

    /** Takes over the zones of another server as they are now. */
    public void follow(Authority primary) {
        Zones current = primary.snapshot();
        synchronized (this) {
            zones = current;
        }
    }

    private synchronized Zones snapshot() {
        return zones.copy();
    }

    /**
     * The answer to a request, cut to what the asker takes if it came by UDP; empty for what is no request at all.
     *
     * @param shape changes the answer to a question once it is found
     */
    synchronized Optional<byte[]> answer(byte[] wire, boolean overUdp, Consumer<Message> shape) {
        Header header;
        try {
            header = new Header(Arrays.copyOf(wire, Math.min(wire.length, Header.LENGTH)));
        } catch (IOException e) {
            return Optional.empty();
        }
        if (header.getFlag(Flags.QR)) {
            return Optional.empty();
        }
        Message answer = new Message(header.getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(header.getOpcode());
        int limit = Message.MAXLENGTH;
        try {
            Message request = new Message(wire);
            fill(answer, request, wire, shape);
            limit = overUdp ? udpLimit(request) : Message.MAXLENGTH;
        } catch (IOException e) {
            answer.getHeader().setRcode(Rcode.FORMERR);
        }
        return Optional.of(answer.toWire(limit));
    }

    /** Every update that was signed well enough to be looked at, in the order of arrival. */
    public synchronized List<DnsUpdate> updates() {
        return List.copyOf(updates);
    }

    /** The values of one RRset, empty if there is none. Aliases and wildcards are not followed. */
    public synchronized List<String> values(Name name, int type) {
        return zones.holding(name).stream()
                .flatMap(zone -> zone.at(name, type).stream())
                .map(DnsText::data)
                .toList();
    }

    /** Adds a record to the zone that holds its name. */
    public synchronized void add(Record entry) {
        zoneOf(entry.getName()).add(entry);
    }

    /** Puts these records in the place of the RRset. */
    public synchronized void replace(Name name, int type, List<Record> records) {
        if (type == Type.SOA && records.isEmpty()) {
            throw new IllegalArgumentException("a zone cannot be without its SOA record");
        }
        Zone zone = zoneOf(name);
        zone.removeIf(name, old -> old.getType() == type);
        records.forEach(zone::add);
        zone.raiseSerial();
    }

    private Zone zoneOf(Name name) {
        return zones.holding(name)
                .orElseThrow(() -> new IllegalArgumentException("no zone of this server holds " + name));
    }

    private void fill(Message answer, Message request, byte[] wire, Consumer<Message> shape) {
        OPTRecord edns = request.getOPT();
        if (edns != null) {
            answer.addRecord(new OPTRecord(OUR_UDP_BYTES, 0, 0), Section.ADDITIONAL);
        }
        boolean trusted = key.check(request, wire, answer);
        switch (request.getHeader().getOpcode()) {
            case Opcode.QUERY -> query(answer, request, trusted, shape);
            case Opcode.UPDATE -> update(answer, request, trusted);
            default -> answer.getHeader().setRcode(Rcode.NOTIMP);
        }
    }

    private void query(Message answer, Message request, boolean trusted, Consumer<Message> shape) {
        List<Record> questions = request.getSection(Section.QUESTION);
        if (questions.size() != 1) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return;
        }
        answer.addRecord(questions.get(0), Section.QUESTION);
        if (request.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        if (trusted) {
            Lookup.into(answer, zones);
            shape.accept(answer);
        }
    }

    private void update(Message answer, Message request, boolean trusted) {
        List<Record> sections = request.getSection(Section.ZONE);
        if (sections.size() != 1
                || sections.get(0).getType() != Type.SOA
                || sections.get(0).getDClass() != DClass.IN) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return;
        }
        if (!trusted) {
            return;
        }
        Name apex = sections.get(0).getName();
        Optional<Zone> zone = zones.named(apex);
        int rcode;
        if (zone.isEmpty()) {
            rcode = Rcode.NOTAUTH;
        } else if (!request.isSigned() || !takesUpdates) {
            rcode = Rcode.REFUSED;
        } else {
            rcode = new UpdateProcessor(zone.get(), request).run();
        }
        answer.getHeader().setRcode(rcode);
        updates.add(UpdateProcessor.describe(request, apex, rcode));
    }

    private static int udpLimit(Message request) {
        OPTRecord edns = request.getOPT();
        return edns == null
                ? PLAIN_UDP_BYTES
                : Math.min(MAX_UDP_BYTES, Math.max(PLAIN_UDP_BYTES, edns.getPayloadSize()));
    }
}
