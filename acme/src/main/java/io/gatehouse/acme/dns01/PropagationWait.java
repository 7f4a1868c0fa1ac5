package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.dns01.PropagationTimeoutException.Unseen;
import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Waits until every authoritative server answers every value. A CA asks whichever server it likes, and the first that does
 * not know a value yet fails the order; so one good answer proves nothing.
 *
 * <p>A server with several addresses is asked at each. An address that cannot be reached from here (IPv6 on a host
 * without) is excused when another of the same server answers everything.
 */
final class PropagationWait {
    private static final Logger LOG = LoggerFactory.getLogger(PropagationWait.class);

    private final DnsQueries queries;
    private final Duration timeout;
    private final Duration interval;

    PropagationWait(DnsQueries queries, Duration timeout, Duration interval) {
        this.queries = queries;
        this.timeout = timeout;
        this.interval = interval;
    }

    /** What the servers of one zone shall answer. */
    record Expected(List<NameServer> servers, List<TxtRecord> records) {}

    /** One thing to see: all values of a name at a server. */
    private record Sight(NameServer server, DomainName name, Set<String> values) {}

    /**
     * @throws PropagationTimeoutException if some server does not answer some value in time
     * @throws ChallengeSolverException if the thread is interrupted
     */
    void await(List<Expected> expected) {
        List<Sight> open = sights(expected);
        List<Unseen> told = List.of();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<Sight> next = new ArrayList<>();
            List<Unseen> unseen = new ArrayList<>();
            for (Sight sight : open) {
                look(sight).ifPresent(missing -> {
                    next.add(sight);
                    unseen.add(missing);
                });
            }
            if (unseen.isEmpty()) {
                return;
            }
            if (!unseen.equals(told)) {
                LOG.info("Waiting for {}", unseen);
                told = unseen;
            }
            if (System.nanoTime() + interval.toNanos() > deadline) {
                throw new PropagationTimeoutException(timeout, unseen);
            }
            pause(unseen);
            open = next;
        }
    }

    private static List<Sight> sights(List<Expected> expected) {
        List<Sight> sights = new ArrayList<>();
        for (Expected zone : expected) {
            Map<DomainName, Set<String>> values = new LinkedHashMap<>();
            for (TxtRecord txt : zone.records()) {
                values.computeIfAbsent(txt.name(), name -> new LinkedHashSet<>())
                        .add(txt.value());
            }
            for (NameServer server : zone.servers()) {
                values.forEach((name, texts) -> sights.add(new Sight(server, name, texts)));
            }
        }
        return sights;
    }

    /** What is still missing there; empty if nothing is. */
    private Optional<Unseen> look(Sight sight) {
        List<Unseen> unreachable = new ArrayList<>();
        boolean isSeen = false;
        for (InetSocketAddress address : sight.server().addresses()) {
            String server = sight.server().at(address);
            try {
                Message answer = queries.ask(address, sight.name(), Type.TXT, false);
                Set<String> missing = new TreeSet<>(sight.values());
                Set<String> found = texts(answer, sight.name());
                missing.removeAll(found);
                if (!missing.isEmpty()) {
                    String seen =
                            answer.getRcode() == Rcode.NOERROR ? found.toString() : Rcode.string(answer.getRcode());
                    return Optional.of(new Unseen(server, sight.name(), List.copyOf(missing), seen));
                }
                isSeen = true;
            } catch (IOException e) {
                unreachable.add(new Unseen(
                        server, sight.name(), List.copyOf(sight.values()), "nothing (" + e.getMessage() + ")"));
            }
        }
        if (isSeen) {
            return Optional.empty();
        }
        return Optional.of(
                unreachable.isEmpty()
                        ? new Unseen(
                                sight.server().name(),
                                sight.name(),
                                List.copyOf(sight.values()),
                                "nothing (its name has no address)")
                        : unreachable.get(0));
    }

    private static Set<String> texts(Message answer, DomainName name) {
        Set<String> texts = new TreeSet<>();
        for (Record found : answer.getSection(Section.ANSWER)) {
            if (found instanceof TXTRecord txt && found.getName().toString(true).equalsIgnoreCase(name.text())) {
                StringBuilder whole = new StringBuilder();
                txt.getStringsAsByteArrays().forEach(part -> whole.append(new String(part, StandardCharsets.UTF_8)));
                texts.add(whole.toString());
            }
        }
        return texts;
    }

    private void pause(List<Unseen> unseen) {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChallengeSolverException("Interrupted while waiting for " + unseen + ".", e);
        }
    }
}
