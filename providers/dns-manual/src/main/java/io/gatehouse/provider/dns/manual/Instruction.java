package io.gatehouse.provider.dns.manual;

import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRecord;
import java.util.Objects;

/**
 * What a person is to do. Immutable. Nothing in it is secret: a proof by dns-01 is there for all to see (RFC 8555, section
 * 8.4).
 *
 * @param action what to do
 * @param zone the zone to do it in
 * @param txt the record; other values at its name stay
 */
public record Instruction(Action action, DnsZone zone, TxtRecord txt) {

    /** What to do with a record. */
    public enum Action {
        /** Add it, unless it is there. */
        ADD,
        /** Take it away, if it is there. */
        REMOVE
    }

    /** Refuses nulls. */
    public Instruction {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(txt, "txt");
    }

    /** The record as a line of a zone file, with its whole name. */
    public String zoneFileLine() {
        return txt.name() + ". " + txt.ttl().toSeconds() + " IN TXT " + TxtPresentation.quoted(txt.value());
    }

    /** The instruction in words, of several lines, for a console or a ticket. */
    public String text() {
        String head = action == Action.ADD
                ? "ADD this TXT record, beside other values at its name:"
                : "REMOVE this TXT record, and no other value at its name:";
        return head + "\n\n  zone   " + zone + "\n  name   " + txt.name() + "\n  TTL    "
                + txt.ttl().toSeconds() + "\n  value  " + TxtPresentation.quoted(txt.value())
                + "\n\nas a zone file has it:\n\n"
                + zoneFileLine() + "\n";
    }
}
