package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks recursive resolvers, one after the other until one knows, and many questions at once. Safe for use by many threads.
 */
final class Lookups implements Watched.Way {
    private final Survey survey;
    private final Supplier<List<InetSocketAddress>> resolvers;
    /** Asked first, so that one that is down costs its silence once and not with every question. */
    private volatile @Nullable InetSocketAddress lastToAnswer;

    Lookups(Survey survey, Supplier<List<InetSocketAddress>> resolvers) {
        this.survey = survey;
        this.resolvers = resolvers;
    }

    /** Asks this resolver, or those that the system has at the time. */
    static Lookups at(Survey survey, @Nullable InetSocketAddress resolver) {
        return new Lookups(
                survey,
                resolver != null
                        ? () -> List.of(resolver)
                        : () -> ResolverConfig.getCurrentConfig().servers());
    }

    /**
     * What came back to one question about several names.
     */
    final class Answers {
        private final Map<DomainName, Survey.Reply> replies;
        private final int type;

        private Answers(Map<DomainName, Survey.Reply> replies, int type) {
            this.replies = replies;
            this.type = type;
        }

        /**
         * The first resolver's answer about a name that was asked for. The next is asked if one cannot be reached, refuses or
         * fails; if all do, the answer is that of one that refused or failed.
         *
         * @throws ChallengeSolverException if none can be reached
         */
        Message of(DomainName name) {
            Survey.Reply reply = Objects.requireNonNull(replies.get(name));
            return reply.answer()
                    .orElseThrow(() -> new ChallengeSolverException(
                            "No resolver of " + asked() + " answers " + name + " " + Type.string(type) + ": "
                                    + reply.failure()
                                    + ". See that one can be reached, or name another resolver().",
                            null));
        }
    }

    /** Asks about all names at once, when the first has shown which resolver answers. */
    Answers askAll(Collection<DomainName> names, int type) {
        List<Survey.Question> questions = names.stream()
                .distinct()
                .map(name -> new Survey.Question(this, name, type))
                .toList();
        Map<DomainName, Survey.Reply> replies = new HashMap<>();
        for (List<Survey.Question> some : List.of(questions.subList(0, 1), questions.subList(1, questions.size()))) {
            survey.atOnce(some).forEach((question, reply) -> replies.put(question.name(), reply));
        }
        return new Answers(replies, type);
    }

    /** @throws ChallengeSolverException if no resolver can be reached */
    Message ask(DomainName name, int type) {
        return askAll(List.of(name), type).of(name);
    }

    @Override
    public CompletableFuture<Message> ask(DnsQueries queries, DomainName name, int type) {
        return ask(server -> queries.send(server, name, type, true), bestFirst().iterator(), Optional.empty());
    }

    /** @param refusal of the first that refused or failed */
    private CompletableFuture<Message> ask(
            Function<InetSocketAddress, CompletableFuture<Message>> question,
            Iterator<InetSocketAddress> servers,
            Optional<Message> refusal) {
        if (!servers.hasNext()) {
            return refusal.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.failedFuture(new IOException("there is none")));
        }
        InetSocketAddress server = servers.next();
        return question.apply(server)
                .thenApply(answer -> {
                    if (isAnswered(answer)) {
                        lastToAnswer = server;
                    }
                    return answer;
                })
                .exceptionallyCompose(failure -> servers.hasNext() || refusal.isPresent()
                        ? ask(question, servers, refusal)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(answer -> isAnswered(answer)
                        ? CompletableFuture.completedFuture(answer)
                        : ask(question, servers, refusal.or(() -> Optional.of(answer))));
    }

    @Override
    public boolean isAuthoritative() {
        return false;
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

    /** @throws ChallengeSolverException if it is no name that a record can be written at */
    static DomainName named(Name target, String where) {
        try {
            return DomainName.of(target.toString(true));
        } catch (InvalidNameException e) {
            throw new ChallengeSolverException(
                    where + " leads to \"" + target + "\", no name a record can be written at. Mend it in the DNS.", e);
        }
    }

    @Override
    public String toString() {
        return "resolvers " + asked();
    }
}
