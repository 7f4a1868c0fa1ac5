package io.gatehouse.dns.contract;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.util.List;
import java.util.stream.Stream;

/** A process that writes while no other does, for a vendor whose API takes no precondition. */
final class TurnTaking implements DnsProvider {
    private final DnsProvider process;
    private final Object turn;

    private TurnTaking(DnsProvider process, Object turn) {
        this.process = process;
        this.turn = turn;
    }

    /** The process itself, if it needs no turns. */
    static DnsProvider ifNeeded(DnsProvider process, Object turn) {
        return process.capabilities().hasPrecondition() ? process : new TurnTaking(process, turn);
    }

    @Override
    public DnsCapabilities capabilities() {
        return process.capabilities();
    }

    @Override
    public Stream<DnsZone> zones() {
        return process.zones();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        synchronized (turn) {
            process.append(zone, records);
        }
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        synchronized (turn) {
            process.delete(zone, records);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
