package io.gatehouse.provider.dns.exec;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.exec.ProgramContract.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has a program add and delete TXT values: once for each record, one after the other, until one run fails. What a program
 * promises of repeated and foreign values is its own affair.
 *
 * <p>Safe for use by many threads.
 */
final class ExecProvider implements DnsProvider {
    private final ProgramContract contract;
    private final ProgramRunner runner;
    private final List<DnsZone> zones;

    /** @param zones those it may write; empty for any */
    ExecProvider(ProgramContract contract, ProgramRunner runner, List<DnsZone> zones) {
        this.contract = contract;
        this.runner = runner;
        this.zones = List.copyOf(zones);
    }

    /** The clients that these programs were written for run one at a time, so none may expect another beside itself. */
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
        List<TxtRecord> each = checked(zone, records);
        for (int index = 0; index < each.size(); index++) {
            TxtRecord txt = each.get(index);
            contract.add(new Place(each, index))
                    .ifPresent(call ->
                            runner.run(call, "to add TXT at " + txt.name(), output -> contract.wrote(txt, output)));
        }
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        List<TxtRecord> each = checked(zone, records);
        for (int index = 0; index < each.size(); index++) {
            TxtRecord txt = each.get(index);
            contract.takeAway(new Place(each, index))
                    .ifPresent(call -> runner.run(call, "to delete TXT at " + txt.name(), output -> {}));
            contract.tookAway(txt);
        }
    }

    /** Each value once, if all of them can be written; no program has run then. */
    private List<TxtRecord> checked(DnsZone zone, List<TxtRecord> records) {
        records.forEach(txt -> txt.relativeName(zone));
        if (!zones.isEmpty() && !zones.contains(zone)) {
            throw failure(
                    Kind.NO_SUCH_ZONE,
                    "the setting zones does not name " + zone + "; add it there if the program may write it");
        }
        for (TxtRecord txt : records) {
            contract.problemWith(txt).ifPresent(problem -> {
                throw failure(Kind.REFUSED, problem);
            });
        }
        Set<List<String>> seen = new HashSet<>();
        return records.stream()
                .filter(txt -> seen.add(List.of(txt.name().text(), txt.value())))
                .toList();
    }

    private static DnsProviderException failure(Kind kind, String message) {
        return new DnsProviderException(ExecProviderFactory.NAME, kind, message);
    }
}
