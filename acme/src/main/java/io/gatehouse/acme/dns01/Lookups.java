package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks recursive resolvers: the one named, else those of the system. Safe for use by many threads. */
final class Lookups {
    private final DnsQueries queries;
    private final @Nullable InetSocketAddress resolver;

    Lookups(DnsQueries queries, @Nullable InetSocketAddress resolver) {
        this.queries = queries;
        this.resolver = resolver;
    }

    /**
     * The first resolver's answer; the next is asked only if one cannot be reached.
     *
     * @throws ChallengeSolverException if none can
     */
    Message ask(DomainName name, int type) {
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

    List<String> asked() {
        return resolvers().stream().map(DnsQueries::text).toList();
    }

    void requireAnswered(Message answer, DomainName name, int type) {
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
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
