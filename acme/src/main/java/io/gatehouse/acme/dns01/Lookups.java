package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks recursive resolvers, one after the other until one knows. Safe for use by many threads. */
final class Lookups {
    private final DnsQueries queries;
    private final Supplier<List<InetSocketAddress>> resolvers;
    /** Asked first, so that one that is down costs its silence once and not with every question. */
    private volatile @Nullable InetSocketAddress lastToAnswer;

    Lookups(DnsQueries queries, Supplier<List<InetSocketAddress>> resolvers) {
        this.queries = queries;
        this.resolvers = resolvers;
    }

    /** Asks this resolver, or those that the system has at the time. */
    static Lookups at(DnsQueries queries, @Nullable InetSocketAddress resolver) {
        return new Lookups(
                queries,
                resolver != null
                        ? () -> List.of(resolver)
                        : () -> ResolverConfig.getCurrentConfig().servers());
    }

    /**
     * The first resolver's answer. The next is asked if one cannot be reached, refuses or fails; if all do, the answer is
     * that of one that refused or failed.
     *
     * @throws ChallengeSolverException if none can be reached
     */
    Message ask(DomainName name, int type) {
        Optional<Message> refusal = Optional.empty();
        IOException last = null;
        for (InetSocketAddress server : bestFirst()) {
            try {
                Message answer = queries.ask(server, name, type, true);
                if (isAnswered(answer)) {
                    lastToAnswer = server;
                    return answer;
                }
                refusal = refusal.or(() -> Optional.of(answer));
            } catch (IOException e) {
                last = e;
            }
        }
        if (refusal.isPresent()) {
            return refusal.get();
        }
        throw new ChallengeSolverException(
                "No resolver of " + asked() + " answers " + name + " " + Type.string(type) + ": " + last
                        + ". See that one can be reached, or name another resolver().",
                last);
    }

    private List<InetSocketAddress> bestFirst() {
        List<InetSocketAddress> servers = new ArrayList<>(resolvers.get());
        InetSocketAddress best = lastToAnswer;
        if (best != null && servers.remove(best)) {
            servers.add(0, best);
        }
        return servers;
    }

    List<String> asked() {
        return resolvers.get().stream().map(DnsQueries::text).toList();
    }

    private static boolean isAnswered(Message answer) {
        return answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN;
    }

    void requireAnswered(Message answer, DomainName name, int type) {
        if (!isAnswered(answer)) {
            throw new ChallengeSolverException(
                    "The resolver " + asked() + " answers " + Rcode.string(answer.getRcode()) + " to " + name + " "
                            + Type.string(type) + ". See that the zone's servers are in order, or name another"
                            + " resolver().",
                    null);
        }
    }

    static <R extends Record> Stream<R> records(Message answer, Class<R> type) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(type::isInstance)
                .map(type::cast);
    }

    static boolean isOwner(DomainName name, Record found) {
        return found.getName().toString(true).equalsIgnoreCase(name.text());
    }
}
