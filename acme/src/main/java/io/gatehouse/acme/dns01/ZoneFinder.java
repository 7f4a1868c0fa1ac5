package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** Finds where a record belongs: behind which CNAME, in which zone, at which provider, on which servers. */
final class ZoneFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneFinder.class);
    private static final int MOST_CNAMES = 16;

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
     * Where the CNAMEs of a record lead.
     *
     * @param name the last of them; the record itself if they could not be followed
     * @param failure why they could not, which is no harm where only the servers given know the name
     */
    private record Route(DomainName record, DomainName name, Optional<ChallengeSolverException> failure) {}

    /**
     * The place of each record.
     *
     * @throws ChallengeSolverException if the DNS cannot be asked, or no provider holds the zone in which the DNS looks for
     *     a record
     */
    Map<DomainName, Place> find(Collection<DomainName> records) {
        List<Route> routes = records.stream().distinct().map(this::follow).toList();
        Map<DomainName, DnsZone> given =
                givenServers.zones(routes.stream().map(Route::name).toList());
        Map<DomainName, Place> places = new HashMap<>();
        for (Route route : routes) {
            places.put(route.record(), place(route, Optional.ofNullable(given.get(route.name()))));
        }
        return places;
    }

    private Route follow(DomainName record) {
        try {
            return new Route(record, followCnames(record), Optional.empty());
        } catch (ChallengeSolverException e) {
            if (givenServers.all().isEmpty()) {
                throw e;
            }
            return new Route(record, record, Optional.of(e));
        }
    }

    private Place place(Route route, Optional<DnsZone> given) {
        if (given.isEmpty() && route.failure().isPresent()) {
            throw route.failure().get();
        }
        route.failure().ifPresent(why -> LOG.debug("Only the servers given know {}", route.record(), why));
        DnsZone zone = given.orElseGet(() -> zoneOf(route.name()));
        return listed.writerOf(zone)
                .map(provider -> new Place(route.name(), zone, provider))
                .orElseThrow(() -> nobodyHolds(zone, route));
    }

    private ChallengeSolverException nobodyHolds(DnsZone zone, Route route) {
        ZoneListings listings = listed.known();
        String nearest = listings.zoneOf(route.name())
                .map(ZoneListings.HeldZone::zone)
                .map(longest -> zone.contains(longest.apex())
                        ? " The DNS does not delegate " + longest + ", so a record there would never be seen."
                        : " The zone is cut out of " + longest + ", where the record would never be seen.")
                .orElse("");
        return new ChallengeSolverException(
                "The record " + route.name() + " belongs to the zone " + zone
                        + ", which no provider given holds; they hold "
                        + listings + "." + nearest + " Give a provider for it, or make " + route.record()
                        + " a CNAME into a zone that one holds.",
                null);
    }

    private DomainName followCnames(DomainName record) {
        Set<DomainName> seen = new LinkedHashSet<>();
        DomainName name = record;
        while (seen.add(name) && seen.size() <= MOST_CNAMES) {
            Message answer = lookups.ask(name, Type.CNAME);
            if (answer.getRcode() == Rcode.SERVFAIL && seen.size() > 1) {
                // Some vendors' servers fail on a type they do not know at a name they do.
                LOG.warn("The server of {} fails on CNAME; taking it as the end of the CNAMEs of {}", name, record);
                return name;
            }
            lookups.requireAnswered(answer, name, Type.CNAME);
            DomainName owner = name;
            Optional<CNAMERecord> cname = Lookups.records(answer, CNAMERecord.class)
                    .filter(found -> Lookups.isOwner(owner, found))
                    .findFirst();
            if (cname.isEmpty()) {
                return name;
            }
            name = named(cname.get().getTarget(), "the CNAME at " + name);
        }
        throw new ChallengeSolverException(
                "The CNAMEs from " + record + " never end: " + seen + ", then " + name + ". Mend them in the DNS.",
                null);
    }

    /** Walks up until a name owns an SOA record. One reached through a CNAME is another zone's and does not count. */
    private DnsZone zoneOf(DomainName name) {
        Optional<DomainName> candidate = Optional.of(name);
        while (candidate.isPresent()) {
            DomainName apex = candidate.get();
            Message answer = lookups.ask(apex, Type.SOA);
            lookups.requireAnswered(answer, apex, Type.SOA);
            if (Lookups.records(answer, SOARecord.class).anyMatch(soa -> Lookups.isOwner(apex, soa))) {
                return new DnsZone(apex);
            }
            candidate = apex.parent();
        }
        throw new ChallengeSolverException(
                "No name from " + name + " up has an SOA record, asking " + lookups.asked()
                        + ". See that the zone exists, or name a resolver() that sees it.",
                null);
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
        List<NameServer> servers = new ArrayList<>();
        Lookups.records(answer, NSRecord.class)
                .filter(ns -> Lookups.isOwner(zone.apex(), ns))
                .forEach(ns -> {
                    DomainName host = named(ns.getTarget(), "the NS record of " + zone);
                    servers.add(new NameServer(host.text(), addresses(host)));
                });
        if (servers.isEmpty()) {
            throw new ChallengeSolverException(
                    "The zone " + zone + " has no NS record, asking " + lookups.asked()
                            + ". Mend the zone, or name its authoritativeServers().",
                    null);
        }
        return servers;
    }

    private List<InetSocketAddress> addresses(DomainName host) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Message answer = lookups.ask(host, type);
            Lookups.records(answer, ARecord.class)
                    .map(ARecord::getAddress)
                    .map(this::at)
                    .forEach(addresses::add);
            Lookups.records(answer, AAAARecord.class)
                    .map(AAAARecord::getAddress)
                    .map(this::at)
                    .forEach(addresses::add);
        }
        return addresses;
    }

    private InetSocketAddress at(InetAddress address) {
        return new InetSocketAddress(address, authoritativePort);
    }

    private static DomainName named(Name target, String where) {
        try {
            return DomainName.of(target.toString(true));
        } catch (InvalidNameException e) {
            throw new ChallengeSolverException(
                    where + " leads to \"" + target + "\", no name a record can be written at. Mend it in the DNS.", e);
        }
    }
}
