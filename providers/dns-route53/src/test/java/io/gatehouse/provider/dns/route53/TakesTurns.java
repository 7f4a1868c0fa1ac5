package io.gatehouse.provider.dns.route53;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A provider in front of a server that does not check the condition of a change. Moto deletes an RRset whose values were ever
 * created, whatever they are now, and creates one beside another: there, writers lose nothing only if they take turns.
 */
record TakesTurns(DnsProvider provider) implements DnsProvider {

    static DnsProvider of(DnsProvider provider) {
        return new TakesTurns(provider);
    }

    @Override
    public DnsCapabilities capabilities() {
        return provider.capabilities().withoutPrecondition();
    }

    @Override
    public Stream<DnsZone> zones() {
        return provider.zones();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        provider.append(zone, records);
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        provider.delete(zone, records);
    }

    @Override
    public void awaitInSync(DnsZone zone, Duration limit) {
        provider.awaitInSync(zone, limit);
    }

    @Override
    public void close() {
        provider.close();
    }
}
