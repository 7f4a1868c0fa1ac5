package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Adds and deletes TXT values by DNS UPDATE. A call is one message and so takes effect whole or not at all, unless its
 * records do not fit one message. RFC 2136 makes adding what is there (section 3.4.2.2) and deleting what is not
 * (section 3.4.2.4) succeed, which is the idempotence the contract asks for.
 *
 * <p>Safe for use by many threads: nothing here changes after construction.
 */
final class Rfc2136Provider implements DnsProvider {
    /** A message holds 65,535 bytes; the rest is for its header, the zone and the signature. */
    private static final int MAX_RECORD_BYTES = 62_000;

    private static final int MAX_STRING_BYTES = 255;

    private final UpdateClient client;
    private final List<DnsZone> zones;

    Rfc2136Provider(UpdateClient client, List<DnsZone> zones) {
        this.client = client;
        this.zones = zones;
    }

    @Override
    public DnsCapabilities capabilities() {
        DnsCapabilities capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE);
        return zones.isEmpty() ? capabilities.withoutListing() : capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        return zones.stream();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        send(zone, records, Update::add);
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        send(zone, records, Update::delete);
    }

    private void send(DnsZone zone, List<TxtRecord> records, BiConsumer<Update, Record> change) {
        records.forEach(txt -> txt.relativeName(zone)); // All of them lie in the zone, or nothing is sent.
        Name apex = absolute(zone.apex().text());
        for (List<Record> batch : batches(records)) {
            Update update = new Update(apex);
            batch.forEach(entry -> change.accept(update, entry));
            client.send(zone, update);
        }
    }

    private static List<List<Record>> batches(List<TxtRecord> records) {
        List<List<Record>> batches = new ArrayList<>();
        int room = 0;
        for (TxtRecord txt : records) {
            Record entry = toWire(txt);
            int size = entry.toWireCanonical().length;
            if (batches.isEmpty() || size > room) {
                batches.add(new ArrayList<>());
                room = MAX_RECORD_BYTES;
            }
            batches.get(batches.size() - 1).add(entry);
            room -= size;
        }
        return batches;
    }

    private static Record toWire(TxtRecord txt) {
        byte[] value = txt.value().getBytes(StandardCharsets.UTF_8);
        int strings = Math.max(1, (value.length + MAX_STRING_BYTES - 1) / MAX_STRING_BYTES);
        byte[] rdata = new byte[value.length + strings];
        for (int string = 0; string < strings; string++) {
            int from = string * MAX_STRING_BYTES;
            int length = Math.min(MAX_STRING_BYTES, value.length - from);
            rdata[from + string] = (byte) length;
            System.arraycopy(value, from, rdata, from + string + 1, length);
        }
        return Record.newRecord(
                absolute(txt.name().text()), Type.TXT, DClass.IN, txt.ttl().toSeconds(), rdata);
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalStateException("a DomainName is a legal name on the wire: " + name, e);
        }
    }
}
