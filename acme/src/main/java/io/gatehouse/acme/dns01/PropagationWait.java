package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.dns01.PropagationTimeoutException.Unseen;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Waits until everybody watched answers every value. A CA asks whichever server it likes, and the first that does not know
 * a value yet fails the order; so one good answer proves nothing.
 *
 * <p>A server with several addresses is asked at each. An address that cannot be reached from here (IPv6 on a host
 * without) is excused when another of the same server answers everything. A server that does not serve the zone at any
 * address, for it is down, refuses or fails, is passed over after {@value #TRIES} tries if another has every value: a
 * CA's resolver passes it over too. One that answers something else is waited for to the end.
 */
final class PropagationWait {
    static final int TRIES = 10;
    private static final Logger LOG = LoggerFactory.getLogger(PropagationWait.class);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);
    private static final Set<Integer> NOT_SERVING =
            Set.of(Rcode.REFUSED, Rcode.SERVFAIL, Rcode.NOTAUTH, Rcode.NOTIMP, Rcode.FORMERR);

    private final DnsQueries queries;
    private final Duration timeout;
    private final Duration interval;

    PropagationWait(DnsQueries queries, Duration timeout, Duration interval) {
        this.queries = queries;
        this.timeout = timeout;
        this.interval = interval;
    }

    /** What shall be answered about one zone, and by whom. */
    record Expected(DnsZone zone, List<Watched> watched, List<TxtRecord> records) {}

    /** One thing to see: all values of a name at a server. */
    private record Sight(DnsZone zone, Watched server, DomainName name, Set<String> values) {
        Unseen unseen(String where, Set<String> missing, String seen) {
            return new Unseen(where, name, List.copyOf(missing), seen);
        }
    }

    /** What a look at one server gave: what is missing there, and whether it serves the zone at all. */
    private record Look(Optional<Unseen> missing, boolean isServing) {}

    /**
     * @throws PropagationTimeoutException if some server does not answer some value in time
     * @throws ChallengeSolverException if the thread is interrupted
     */
    void await(List<Expected> expected) {
        List<Sight> open = sights(expected);
        Set<DomainName> seen = new HashSet<>();
        Map<Sight, Integer> failures = new HashMap<>();
        long begun = System.nanoTime();
        long lastWord = begun - BETWEEN_WORDS.toNanos();
        while (true) {
            Map<Sight, Unseen> unseen = new LinkedHashMap<>();
            for (Sight sight : open) {
                Look look = look(sight);
                look.missing().ifPresentOrElse(missing -> unseen.put(sight, missing), () -> seen.add(sight.name()));
                failures.compute(sight, (key, count) -> look.isServing() ? 0 : count == null ? 1 : count + 1);
            }
            if (unseen.keySet().stream().allMatch(sight -> isPassedOver(sight, failures, seen))) {
                unseen.values().forEach(left -> LOG.warn("No longer waiting for {}", left));
                return;
            }
            if (System.nanoTime() - begun + interval.toNanos() > timeout.toNanos()) {
                throw new PropagationTimeoutException(timeout, withSerials(unseen));
            }
            if (System.nanoTime() - lastWord >= BETWEEN_WORDS.toNanos()) {
                LOG.info("Waiting for {}", unseen.values());
                lastWord = System.nanoTime();
            }
            pause(unseen.values());
            open = List.copyOf(unseen.keySet());
        }
    }

    private static boolean isPassedOver(Sight sight, Map<Sight, Integer> failures, Set<DomainName> seen) {
        return failures.getOrDefault(sight, 0) >= TRIES && seen.contains(sight.name());
    }

    private static List<Sight> sights(List<Expected> expected) {
        List<Sight> sights = new ArrayList<>();
        for (Expected zone : expected) {
            Map<DomainName, Set<String>> values = new LinkedHashMap<>();
            for (TxtRecord txt : zone.records()) {
                values.computeIfAbsent(txt.name(), name -> new LinkedHashSet<>())
                        .add(txt.value());
            }
            for (Watched server : zone.watched()) {
                values.forEach((name, texts) -> sights.add(new Sight(zone.zone(), server, name, texts)));
            }
        }
        return sights;
    }

    private Look look(Sight sight) {
        Optional<Unseen> failure = Optional.empty();
        boolean isSeen = false;
        for (Watched.Way way : sight.server().ways()) {
            try {
                Message answer = way.ask(queries, sight.name(), Type.TXT);
                Set<String> found = texts(answer, sight.name());
                Set<String> missing = new TreeSet<>(sight.values());
                missing.removeAll(found);
                isSeen |= missing.isEmpty();
                if (!missing.isEmpty()) {
                    String said =
                            answer.getRcode() == Rcode.NOERROR ? found.toString() : Rcode.string(answer.getRcode());
                    Unseen unseen = sight.unseen(way.toString(), missing, said);
                    if (!NOT_SERVING.contains(answer.getRcode())) {
                        return new Look(Optional.of(unseen), true);
                    }
                    failure = Optional.of(unseen);
                }
            } catch (IOException e) {
                String said = "nothing (" + e.getMessage() + ")";
                failure = failure.or(() -> Optional.of(sight.unseen(way.toString(), sight.values(), said)));
            }
        }
        if (isSeen) {
            return new Look(Optional.empty(), true);
        }
        return new Look(
                failure.or(() -> Optional.of(
                        sight.unseen(sight.server().name(), sight.values(), "nothing (its name has no address)"))),
                false);
    }

    /** A server behind the others says so by its SOA, which tells a transfer that fails from a record never written. */
    private List<Unseen> withSerials(Map<Sight, Unseen> unseen) {
        List<Unseen> told = new ArrayList<>();
        unseen.forEach((sight, left) -> {
            String serial = serial(sight)
                    .map(number -> ", with the SOA serial " + number)
                    .orElse("");
            told.add(new Unseen(left.server(), left.name(), left.missing(), left.seen() + serial));
        });
        return told;
    }

    private Optional<Long> serial(Sight sight) {
        for (Watched.Way way : sight.server().ways()) {
            try {
                Optional<Long> serial = Lookups.records(
                                way.ask(queries, sight.zone().apex(), Type.SOA), SOARecord.class)
                        .findFirst()
                        .map(SOARecord::getSerial);
                if (serial.isPresent()) {
                    return serial;
                }
            } catch (IOException e) {
                LOG.debug("{} does not say its serial of {}", way, sight.zone(), e);
            }
        }
        return Optional.empty();
    }

    private static Set<String> texts(Message answer, DomainName name) {
        Set<String> texts = new TreeSet<>();
        Lookups.records(answer, TXTRecord.class)
                .filter(txt -> Lookups.isOwner(name, txt))
                .forEach(txt -> {
                    StringBuilder whole = new StringBuilder();
                    txt.getStringsAsByteArrays()
                            .forEach(part -> whole.append(new String(part, StandardCharsets.UTF_8)));
                    texts.add(whole.toString());
                });
        return texts;
    }

    private void pause(Collection<Unseen> unseen) {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChallengeSolverException("Interrupted while waiting for " + unseen + ".", e);
        }
    }
}
