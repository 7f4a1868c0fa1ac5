package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsZone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The servers named in place of those in NS records. With split horizon they, not the resolver, know what a zone is. Safe
 * for use by many threads.
 */
final class GivenServers {
    private final Survey survey;
    private final List<NameServer> servers;

    GivenServers(Survey survey, List<NameServer> servers) {
        this.survey = survey;
        this.servers = servers;
    }

    List<NameServer> all() {
        return servers;
    }

    /** The zone of each name, as any of these servers sees it; a name that none has a zone for is left out. */
    Map<DomainName, DnsZone> zones(Collection<DomainName> names) {
        Set<DomainName> candidates = new LinkedHashSet<>();
        names.forEach(name -> candidates.addAll(upwards(name)));
        Set<DomainName> apexes = apexes(candidates);
        Map<DomainName, DnsZone> zones = new HashMap<>();
        for (DomainName name : names) {
            upwards(name).stream()
                    .filter(apexes::contains)
                    .findFirst()
                    .ifPresent(apex -> zones.put(name, new DnsZone(apex)));
        }
        return zones;
    }

    private Set<DomainName> apexes(Collection<DomainName> candidates) {
        List<Survey.Question> questions = servers.stream()
                .flatMap(server -> Watched.authoritative(server).ways().stream())
                .flatMap(way -> candidates.stream().map(name -> new Survey.Question(way, name, Type.SOA)))
                .toList();
        Set<DomainName> apexes = new HashSet<>();
        survey.ask(questions).forEach((question, reply) -> {
            // One reached through a CNAME is another zone's and does not count.
            if (reply.answer().stream()
                    .flatMap(answer -> Lookups.records(answer, SOARecord.class))
                    .anyMatch(soa -> Lookups.isOwner(question.name(), soa))) {
                apexes.add(question.name());
            }
        });
        return apexes;
    }

    /** The name and all above it, the longest first. */
    private static List<DomainName> upwards(DomainName name) {
        List<DomainName> names = new ArrayList<>();
        for (Optional<DomainName> next = Optional.of(name);
                next.isPresent();
                next = next.get().parent()) {
            names.add(next.get());
        }
        return names;
    }
}
