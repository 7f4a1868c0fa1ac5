package io.gatehouse.provider.dns.manual;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.manual.Instruction.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells a person what to write, and returns at once: what waits for the record is who asks the DNS afterwards, so give that
 * one the time a person needs.
 *
 * <pre>{@code
 * DnsProvider dns = ManualDns.telling(instruction -> console.printf("%s%n", instruction.text()));
 * Dns01Solver solver = Dns01Solver.builder(dns).timeout(Duration.ofHours(8)).build();
 * }</pre>
 *
 * <p>Safe for use by many threads, if the listener is. The engine calls it by one thread at a time, as it does providers that
 * are serialised by account. A call that is repeated tells everything again.
 */
public final class ManualDns implements DnsProvider {
    private final Consumer<Instruction> listener;
    private final List<DnsZone> zones;

    private ManualDns(Consumer<Instruction> listener, List<DnsZone> zones) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.zones = zones;
    }

    /**
     * Makes a provider that tells a listener.
     *
     * @param listener is told of one record at a time; what it throws reaches the caller, as a
     *     {@link DnsProviderException} or as it is
     * @param zones the zones that the person can write, and no other; none for any
     */
    public static ManualDns telling(Consumer<Instruction> listener, DnsZone... zones) {
        return new ManualDns(listener, List.of(zones));
    }

    @Override
    public DnsCapabilities capabilities() {
        DnsCapabilities capabilities =
                DnsCapabilities.of(DnsCapabilities.Writes.VALUE).serialised(DnsCapabilities.Serialised.BY_ACCOUNT);
        return zones.isEmpty() ? capabilities.withoutListing() : capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        return zones.stream();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        tell(Action.ADD, zone, records);
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        tell(Action.REMOVE, zone, records);
    }

    private void tell(Action action, DnsZone zone, List<TxtRecord> records) {
        records.forEach(txt -> txt.relativeName(zone)); // All of them lie in the zone, or nobody is told.
        if (!zones.isEmpty() && !zones.contains(zone)) {
            throw new DnsProviderException(
                    ManualProviderFactory.NAME,
                    Kind.NO_SUCH_ZONE,
                    "nobody writes the zone " + zone + "; add it to the zones of this provider if somebody does");
        }
        Set<List<String>> told = new HashSet<>();
        for (TxtRecord txt : records) {
            if (told.add(List.of(txt.name().text(), txt.value()))) {
                listener.accept(new Instruction(action, zone, txt));
            }
        }
    }
}
