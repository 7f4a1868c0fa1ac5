package io.gatehouse.provider.dns.route53;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtRrset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Adds and deletes TXT values in public hosted zones. An RRset is replaced on condition that it is as it was read: the same
 * request deletes exactly that and creates the new one, and Route 53 does both or neither. So another writer's values are not
 * lost, which they could be with the action UPSERT.
 *
 * <p>A call that changes n names asks n times what is there, and writes once unless that is too much for one request. Safe for
 * use by many threads.
 */
final class Route53Provider extends RrsetDnsProvider {
    /** Records in a record set, as Route 53 calls an RRset. */
    private static final int MOST_VALUES = 400;

    private final Calls calls;
    private final HostedZones zones;
    private final PendingChanges pending;
    private final int requestsPerSecond;

    Route53Provider(Calls calls, Optional<String> hostedZoneId, int requestsPerSecond, Duration pollingPause) {
        super(Route53ProviderFactory.NAME);
        this.calls = calls;
        this.zones = new HostedZones(calls, hostedZoneId);
        this.pending = new PendingChanges(calls, pollingPause);
        this.requestsPerSecond = requestsPerSecond;
    }

    @Override
    public DnsCapabilities capabilities() {
        return DnsCapabilities.of(DnsCapabilities.Writes.RRSET)
                .valuesAtAName(MOST_VALUES)
                .rates(List.of(RequestRate.perSecond(requestsPerSecond)));
    }

    @Override
    public Stream<DnsZone> zones() {
        return zones.all();
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        String action = "ListResourceRecordSets at " + name;
        ListResourceRecordSetsResponse answer = inZone(
                zone,
                id -> calls.make(
                        action,
                        client -> client.listResourceRecordSets(request -> request.hostedZoneId(id)
                                .startRecordName(name.text() + ".")
                                .startRecordType(RRType.TXT)
                                .maxItems("1"))));
        if (!answer.hasResourceRecordSets()) {
            throw Calls.malformed(action, "lists no record sets");
        }
        TxtRrset none = TxtRrset.none(name);
        return answer.resourceRecordSets().stream()
                .findFirst()
                .filter(first -> isAt(name, zone, action, first))
                .map(found -> TxtChanges.read(none, plain(name, found)))
                .orElse(none);
    }

    /** The list starts at the name wanted; what comes after it is of no interest, but it is of that zone. */
    private static boolean isAt(DomainName name, DnsZone zone, String action, ResourceRecordSet found) {
        if (found.name() == null
                || !("." + found.name()).endsWith("." + zone.apex().text() + ".")) {
            throw Calls.malformed(action, "lists records of another zone than " + zone);
        }
        return found.type() == RRType.TXT && HostedZones.nameOf(found.name()).equals(Optional.of(name));
    }

    private static ResourceRecordSet plain(DomainName name, ResourceRecordSet found) {
        if (found.setIdentifier() != null || found.aliasTarget() != null || found.ttl() == null) {
            throw Failures.of(
                    Kind.REFUSED,
                    "the TXT record at " + name
                            + " is an alias or has a routing policy, which this would undo; make it a"
                            + " simple record, or write elsewhere through a CNAME");
        }
        return found;
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        for (TxtChanges.Batch batch : TxtChanges.batches(changes)) {
            String action = "ChangeResourceRecordSets in zone " + zone;
            ChangeInfo change = inZone(
                    zone,
                    id -> calls.make(action, client -> {
                        try {
                            return client.changeResourceRecordSets(request ->
                                            request.hostedZoneId(id).changeBatch(all -> all.changes(batch.requests())))
                                    .changeInfo();
                        } catch (InvalidChangeBatchException | InvalidInputException e) {
                            throw isStillSo(zone, batch) ? e : conflict(zone);
                        }
                    }));
            if (change == null || change.id() == null) {
                throw Calls.malformed(action, "names no change");
            }
            pending.add(zone, change);
        }
    }

    /**
     * Route 53 has one code for a deletion that no longer matches and for a change that it never takes, such as a TXT record
     * beside a CNAME; its words for them are not documented.
     */
    private boolean isStillSo(DnsZone zone, TxtChanges.Batch batch) {
        return batch.changes().stream()
                .map(Change::before)
                .allMatch(before -> read(zone, before.name()).equals(before));
    }

    private static DnsProviderException conflict(DnsZone zone) {
        return Failures.of(
                Kind.CONFLICT, "another writer changed the same names of zone " + zone + " meanwhile; try again");
    }

    private <T> T inZone(DnsZone zone, Function<String, T> call) {
        String id = zones.idOf(zone);
        try {
            return call.apply(id);
        } catch (DnsProviderException e) {
            if (e.kind() == Kind.NO_SUCH_ZONE) {
                zones.forget(zone);
            }
            throw e;
        }
    }

    @Override
    public void awaitInSync(DnsZone zone, Duration limit) {
        pending.await(zone, limit);
    }

    @Override
    public void close() {
        calls.close();
    }
}
