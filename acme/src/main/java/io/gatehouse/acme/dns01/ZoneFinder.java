package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** Finds where a record belongs: behind which CNAME, in which zone, at which provider, on which servers. */
final class ZoneFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneFinder.class);

    private final Lookups lookups;
    private final GivenServers givenServers;
    private final DnsZones listed;
    private final int authoritativePort;

    ZoneFinder(Lookups lookups, GivenServers givenServers, DnsZones listed, int authoritativePort) {
        this.lookups = lookups;
        this.givenServers = givenServers;
        this.listed = listed;
        this.authoritativePort = authoritativePort;
    }

    /** Where a record goes: the name at the end of the CNAMEs, its zone, and who writes that zone. */
    record Place(DomainName name, DnsZone zone, DnsProvider provider) {}

    /**
     * The place of each record. The DNS is asked about all of them at once.
     *
     * @throws ChallengeSolverException if the DNS cannot be asked, or no provider holds the zone in which the DNS looks for
     *     a record
     */
    Map<DomainName, Place> find(Collection<DomainName> records) {
        List<CnameWalk> walks = CnameWalk.from(records, lookups);
        Map<DomainName, DnsZone> zones = new HashMap<>(
                givenServers.zones(walks.stream().map(CnameWalk::name).toList()));
        for (CnameWalk walk : walks) {
            if (walk.failure().isPresent()) {
                if (!zones.containsKey(walk.name())) {
                    throw walk.failure().get();
                }
                LOG.debug(
                        "Only the servers given know {}",
                        walk.record(),
                        walk.failure().get());
            }
        }
        zones.putAll(zonesOf(walks.stream()
                .map(CnameWalk::name)
                .filter(name -> !zones.containsKey(name))
                .toList()));
        return walks.stream()
                .collect(Collectors.toMap(
                        CnameWalk::record, walk -> place(walk, Objects.requireNonNull(zones.get(walk.name())))));
    }

    private Place place(CnameWalk walk, DnsZone zone) {
        return listed.writerOf(zone)
                .map(provider -> new Place(walk.name(), zone, provider))
                .orElseThrow(() -> nobodyHolds(zone, walk));
    }

    private ChallengeSolverException nobodyHolds(DnsZone zone, CnameWalk walk) {
        ZoneListings listings = listed.known();
        String nearest = listings.zoneOf(walk.name())
                .map(ZoneListings.HeldZone::zone)
                .map(longest -> zone.contains(longest.apex())
                        ? " The DNS does not delegate " + longest + ", so a record there would never be seen."
                        : " The zone is cut out of " + longest + ", where the record would never be seen.")
                .orElse("");
        return new ChallengeSolverException(
                "The record " + walk.name() + " belongs to the zone " + zone
                        + ", which no provider given holds; they hold "
                        + listings + "." + nearest + " Give a provider for it, or make " + walk.record()
                        + " a CNAME into a zone that one holds.",
                null);
    }

    /**
     * The zone of each name: walks up until a name owns an SOA record. One reached through a CNAME is another zone's and does not
     * count. No name is asked about twice.
     */
    private Map<DomainName, DnsZone> zonesOf(Collection<DomainName> names) {
        Map<DomainName, Boolean> isApex = new HashMap<>();
        Map<DomainName, DomainName> candidates = new HashMap<>();
        names.forEach(name -> candidates.put(name, name));
        while (true) {
            Set<DomainName> unknown = new LinkedHashSet<>(candidates.values());
            unknown.removeAll(isApex.keySet());
            if (unknown.isEmpty()) {
                break;
            }
            Lookups.Answers answers = lookups.askAll(unknown, Type.SOA);
            unknown.forEach(candidate -> isApex.put(candidate, ownsSoa(candidate, answers.of(candidate))));
            candidates.replaceAll((name, candidate) -> firstApex(name, candidate, isApex));
        }
        Map<DomainName, DnsZone> zones = new HashMap<>();
        candidates.forEach((name, apex) -> zones.put(name, new DnsZone(apex)));
        return zones;
    }

    /** From a candidate up, past those that are known to be none: an apex, or a name that has not been asked about. */
    private DomainName firstApex(DomainName name, DomainName candidate, Map<DomainName, Boolean> isApex) {
        DomainName next = candidate;
        while (isApex.getOrDefault(next, true).equals(false)) {
            next = next.parent()
                    .orElseThrow(() -> new ChallengeSolverException(
                            "No name from " + name + " up has an SOA record, asking " + lookups.asked()
                                    + ". See that the zone exists, or name a resolver() that sees it.",
                            null));
        }
        return next;
    }

    private boolean ownsSoa(DomainName name, Message answer) {
        lookups.requireAnswered(answer, name, Type.SOA);
        return Lookups.records(answer, SOARecord.class).anyMatch(soa -> Lookups.isOwner(name, soa));
    }

    /**
     * The servers given, else those in the zone's NS records, each with every address it has.
     *
     * @throws ChallengeSolverException if there are none or the DNS cannot be asked
     */
    List<NameServer> authoritativeServers(DnsZone zone) {
        if (!givenServers.all().isEmpty()) {
            return givenServers.all();
        }
        Message answer = lookups.ask(zone.apex(), Type.NS);
        lookups.requireAnswered(answer, zone.apex(), Type.NS);
        List<DomainName> hosts = Lookups.records(answer, NSRecord.class)
                .filter(ns -> Lookups.isOwner(zone.apex(), ns))
                .map(ns -> Lookups.named(ns.getTarget(), "the NS record of " + zone))
                .toList();
        if (hosts.isEmpty()) {
            throw new ChallengeSolverException(
                    "The zone " + zone + " has no NS record, asking " + lookups.asked()
                            + ". Mend the zone, or name its authoritativeServers().",
                    null);
        }
        Lookups.Answers ip4 = lookups.askAll(hosts, Type.A);
        Lookups.Answers ip6 = lookups.askAll(hosts, Type.AAAA);
        return hosts.stream()
                .map(host -> new NameServer(host.text(), addresses(ip4.of(host), ip6.of(host))))
                .toList();
    }

    private List<InetSocketAddress> addresses(Message ip4, Message ip6) {
        return Stream.concat(
                        Lookups.records(ip4, ARecord.class).map(ARecord::getAddress),
                        Lookups.records(ip6, AAAARecord.class).map(AAAARecord::getAddress))
                .map(address -> new InetSocketAddress(address, authoritativePort))
                .toList();
    }
}
