package io.gatehouse.testkit.internal.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers one question from the zones: the algorithm of RFC 1034, section 4.3.2, with the wildcards of RFC 4592. */
final class Lookup {
    /** A loop of CNAMEs ends here. */
    private static final int MAX_ALIASES = 16;

    private final Zones zones;
    private final Message answer;
    private final int type;

    private Lookup(Zones zones, Message answer, int type) {
        this.zones = zones;
        this.answer = answer;
        this.type = type;
    }

    /** Fills the answer to its own question. */
    static void into(Message answer, Zones zones) {
        Record question = answer.getQuestion();
        int type = question.getType();
        boolean isData = Type.isRR(type) || type == Type.ANY;
        if (question.getDClass() != DClass.IN || !isData) {
            answer.getHeader().setRcode(Rcode.REFUSED); // Zone transfers and other classes.
            return;
        }
        new Lookup(zones, answer, type).follow(question.getName());
    }

    private void follow(Name asked) {
        Name name = asked;
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            Optional<Zone> zone = zones.holding(name);
            if (zone.isEmpty()) {
                // The end of an alias that leads out of our zones is for the asker to find.
                answer.getHeader().setRcode(aliases == 0 ? Rcode.REFUSED : Rcode.NOERROR);
                return;
            }
            Optional<Name> alias = step(zone.get(), name);
            if (alias.isEmpty()) {
                return;
            }
            name = alias.get();
        }
        answer.getHeader().setRcode(Rcode.SERVFAIL);
    }

    /** Answers from one zone; the result is where a CNAME leads on to. */
    private Optional<Name> step(Zone zone, Name name) {
        List<Record> delegation = zone.delegationOf(name);
        if (!delegation.isEmpty()) {
            refer(zone, delegation);
            return Optional.empty();
        }
        answer.getHeader().setFlag(Flags.AA);
        Optional<Name> node = zone.exists(name) ? Optional.of(name) : zone.wildcardFor(name);
        if (node.isEmpty()) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            denyWith(zone.soa());
            return Optional.empty();
        }
        List<Record> records = zone.at(node.get());
        List<Record> wanted = records.stream()
                .filter(entry -> type == Type.ANY || entry.getType() == type)
                .toList();
        if (!wanted.isEmpty()) {
            wanted.forEach(entry -> answer.addRecord(entry.withName(name), Section.ANSWER));
            return Optional.empty();
        }
        for (Record entry : records) {
            if (entry instanceof CNAMERecord alias) {
                answer.addRecord(alias.withName(name), Section.ANSWER);
                return Optional.of(alias.getTarget());
            }
        }
        denyWith(zone.soa());
        return Optional.empty();
    }

    private void refer(Zone zone, List<Record> delegation) {
        for (Record entry : delegation) {
            answer.addRecord(entry, Section.AUTHORITY);
            Name server = ((NSRecord) entry).getTarget();
            zone.at(server).stream()
                    .filter(glue -> glue.getType() == Type.A || glue.getType() == Type.AAAA)
                    .forEach(glue -> answer.addRecord(glue, Section.ADDITIONAL));
        }
    }

    /** The SOA tells how long "there is none" may be remembered (RFC 2308, section 3). */
    private void denyWith(SOARecord soa) {
        long ttl = Math.min(soa.getTTL(), soa.getMinimum());
        answer.addRecord(
                Record.newRecord(soa.getName(), Type.SOA, DClass.IN, ttl, soa.rdataToWireCanonical()),
                Section.AUTHORITY);
    }
}
