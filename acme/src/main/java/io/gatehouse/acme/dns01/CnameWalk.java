package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Follows the CNAMEs of one record, a step for each answer. Not safe for use by many threads. */
final class CnameWalk {
    private static final Logger LOG = LoggerFactory.getLogger(CnameWalk.class);
    private static final int MOST_CNAMES = 16;

    private final Lookups lookups;
    private final DomainName record;
    private final Set<DomainName> seen = new LinkedHashSet<>();
    private DomainName name;
    private boolean isAtEnd;
    private Optional<ChallengeSolverException> failure = Optional.empty();

    private CnameWalk(Lookups lookups, DomainName record) {
        this.lookups = lookups;
        this.record = record;
        this.name = record;
    }

    /** Walks that are at their ends, one for each record. All are a step further with each round of questions. */
    static List<CnameWalk> from(Collection<DomainName> records, Lookups lookups) {
        List<CnameWalk> walks = records.stream()
                .distinct()
                .map(record -> new CnameWalk(lookups, record))
                .toList();
        List<CnameWalk> open = walks;
        while (!open.isEmpty()) {
            Lookups.Answers answers =
                    lookups.askAll(open.stream().map(CnameWalk::name).toList(), Type.CNAME);
            open.forEach(walk -> walk.step(answers));
            open = open.stream().filter(walk -> !walk.isAtEnd).toList();
        }
        return walks;
    }

    /** Where it began. */
    DomainName record() {
        return record;
    }

    /** The last name; the record itself if its CNAMEs could not be followed. */
    DomainName name() {
        return name;
    }

    /** Why they could not, which is no harm where only the servers given know the name. */
    Optional<ChallengeSolverException> failure() {
        return failure;
    }

    private void step(Lookups.Answers answers) {
        try {
            Optional<DomainName> target = target(answers.of(name));
            isAtEnd = target.isEmpty();
            name = target.orElse(name);
        } catch (ChallengeSolverException e) {
            failure = Optional.of(e);
            isAtEnd = true;
            name = record;
        }
    }

    private Optional<DomainName> target(Message answer) {
        if (!seen.add(name) || seen.size() > MOST_CNAMES) {
            throw new ChallengeSolverException(
                    "The CNAMEs from " + record + " never end: " + seen + ", then " + name + ". Mend them in the DNS.",
                    null);
        }
        if (answer.getRcode() == Rcode.SERVFAIL && seen.size() > 1) {
            // Some vendors' servers fail on a type they do not know at a name they do.
            LOG.warn("The server of {} fails on CNAME; taking it as the end of the CNAMEs of {}", name, record);
            return Optional.empty();
        }
        lookups.requireAnswered(answer, name, Type.CNAME);
        return Lookups.records(answer, CNAMERecord.class)
                .filter(found -> Lookups.isOwner(name, found))
                .findFirst()
                .map(cname -> Lookups.named(cname.getTarget(), "the CNAME at " + name));
    }
}
