package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds where a record belongs: behind which CNAME, in which zone, at which provider, on which servers. */
final class ZoneFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneFinder.class);
    private static final int MOST_CNAMES = 16;

    private final DnsQueries queries;
    private final @Nullable InetSocketAddress resolver;
    private final int authoritativePort;
    private final List<NameServer> givenServers;

    ZoneFinder(
            DnsQueries queries,
            @Nullable InetSocketAddress resolver,
            int authoritativePort,
            List<InetSocketAddress> givenServers) {
        this.queries = queries;
        this.resolver = resolver;
        this.authoritativePort = authoritativePort;
        this.givenServers = givenServers.stream().map(NameServer::of).toList();
    }

    /** Where a record goes: the name at the end of the CNAMEs, its zone, and who writes that zone. */
    record Place(DomainName name, DnsZone zone, DnsProvider provider) {}

    /** The zones each provider lists; none for one that cannot list them. Asked once for each order. */
    record Managed(Map<DnsProvider, List<DnsZone>> zones) {
        static Managed of(List<DnsProvider> providers) {
            Map<DnsProvider, List<DnsZone>> zones = new LinkedHashMap<>();
            providers.forEach(provider -> zones.put(provider, provider.zones()));
            return new Managed(zones);
        }

        /** The longest zone that holds the name, of all providers. */
        Optional<Place> longest(DomainName name) {
            return zones.entrySet().stream()
                    .flatMap(entry -> entry.getValue().stream()
                            .filter(zone -> zone.contains(name))
                            .map(zone -> new Place(name, zone, entry.getKey())))
                    .max(Comparator.comparingInt(
                            place -> place.zone().apex().labels().size()));
        }

        /** Who writes this zone: who lists it, else the first that cannot say what it holds. */
        Optional<DnsProvider> writerOf(DnsZone zone) {
            return zones.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(zone))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .or(this::silent);
        }

        /** The first provider that cannot say which zones it holds. */
        Optional<DnsProvider> silent() {
            return zones.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    /**
     * @throws ChallengeSolverException if the DNS cannot be asked, no provider holds the zone, or the zone was cut out of
     *     the one a provider holds
     */
    Place find(DomainName record, Managed managed) {
        DomainName name;
        DnsZone zone;
        try {
            name = followCnames(record);
            zone = zoneOf(name);
        } catch (ChallengeSolverException e) {
            Optional<Place> word = managed.longest(record);
            if (word.isPresent() && !givenServers.isEmpty()) {
                // Split horizon: the resolver does not see a zone whose servers were named.
                LOG.debug(
                        "Taking the provider's word for the zone {}", word.get().zone(), e);
                return word.get();
            }
            throw e;
        }
        Optional<Place> listed = managed.longest(name);
        if (listed.isPresent() && zone.contains(listed.get().zone().apex())) {
            return listed.get();
        }
        if (managed.silent().isPresent()) {
            return new Place(name, zone, managed.silent().get());
        }
        throw new ChallengeSolverException(
                "The record " + name + " belongs to the zone " + zone + ", which no provider given holds; they hold "
                        + managed.zones().values()
                        + (listed.isPresent()
                                ? ". The zone is cut out of " + listed.get().zone()
                                        + ", where the record would never be seen. "
                                : ". ")
                        + "Give a provider for it, or make " + record + " a CNAME into a zone that one holds.",
                null);
    }

    private DomainName followCnames(DomainName record) {
        Set<DomainName> seen = new LinkedHashSet<>();
        DomainName name = record;
        while (seen.add(name) && seen.size() <= MOST_CNAMES) {
            Message answer = ask(name, Type.CNAME);
            if (answer.getRcode() == Rcode.SERVFAIL && seen.size() > 1) {
                // Some vendors' servers fail on a type they do not know at a name they do.
                LOG.warn("The server of {} fails on CNAME; taking it as the end of the CNAMEs of {}", name, record);
                return name;
            }
            requireAnswered(answer, name, Type.CNAME);
            DomainName owner = name;
            Optional<CNAMERecord> cname = records(answer, CNAMERecord.class)
                    .filter(found -> isOwner(owner, found))
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
            Message answer = ask(apex, Type.SOA);
            requireAnswered(answer, apex, Type.SOA);
            if (records(answer, SOARecord.class).anyMatch(soa -> isOwner(apex, soa))) {
                return new DnsZone(apex);
            }
            candidate = apex.parent();
        }
        throw new ChallengeSolverException(
                "No name from " + name + " up has an SOA record, asking " + asked()
                        + ". See that the zone exists, or name a resolver() that sees it.",
                null);
    }

    /**
     * The servers given, else those in the zone's NS records, each with every address it has.
     *
     * @throws ChallengeSolverException if there are none or the DNS cannot be asked
     */
    List<NameServer> authoritativeServers(DnsZone zone) {
        if (!givenServers.isEmpty()) {
            return givenServers;
        }
        Message answer = ask(zone.apex(), Type.NS);
        requireAnswered(answer, zone.apex(), Type.NS);
        List<NameServer> servers = new ArrayList<>();
        records(answer, NSRecord.class).filter(ns -> isOwner(zone.apex(), ns)).forEach(ns -> {
            DomainName host = named(ns.getTarget(), "the NS record of " + zone);
            servers.add(new NameServer(host.text(), addresses(host)));
        });
        if (servers.isEmpty()) {
            throw new ChallengeSolverException(
                    "The zone " + zone + " has no NS record, asking " + asked()
                            + ". Mend the zone, or name its authoritativeServers().",
                    null);
        }
        return servers;
    }

    private List<InetSocketAddress> addresses(DomainName host) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Message answer = ask(host, type);
            records(answer, ARecord.class)
                    .map(ARecord::getAddress)
                    .map(this::at)
                    .forEach(addresses::add);
            records(answer, AAAARecord.class)
                    .map(AAAARecord::getAddress)
                    .map(this::at)
                    .forEach(addresses::add);
        }
        return addresses;
    }

    private InetSocketAddress at(InetAddress address) {
        return new InetSocketAddress(address, authoritativePort);
    }

    /** The first resolver's answer; the next is asked only if one cannot be reached. */
    private Message ask(DomainName name, int type) {
        IOException last = null;
        for (InetSocketAddress server : resolvers()) {
            try {
                return queries.ask(server, name, type, true);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new ChallengeSolverException(
                "No resolver of " + asked() + " answers " + name + " " + Type.string(type) + ": " + last
                        + ". See that one can be reached, or name another resolver().",
                last);
    }

    private List<InetSocketAddress> resolvers() {
        return resolver != null
                ? List.of(resolver)
                : ResolverConfig.getCurrentConfig().servers();
    }

    private List<String> asked() {
        return resolvers().stream().map(DnsQueries::text).toList();
    }

    private void requireAnswered(Message answer, DomainName name, int type) {
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new ChallengeSolverException(
                    "The resolver " + asked() + " answers " + Rcode.string(answer.getRcode()) + " to " + name + " "
                            + Type.string(type) + ". See that the zone's servers are in order, or name another"
                            + " resolver().",
                    null);
        }
    }

    private static <R extends Record> Stream<R> records(Message answer, Class<R> type) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static boolean isOwner(DomainName name, Record found) {
        return found.getName().toString(true).equalsIgnoreCase(name.text());
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
