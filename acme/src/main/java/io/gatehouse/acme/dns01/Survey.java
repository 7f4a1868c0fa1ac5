package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.Message;

/**
 * Puts many questions at once, so that slow and silent servers cost the time of one, not their sum. Each is asked one
 * question first, and the others only if it answered that: a hundred names cost no more at a silent server than one.
 *
 * <p>Safe for use by many threads; takes none of its own.
 */
final class Survey {
    /** More would flood a server, and use up a small system's sockets. */
    static final int MOST_AT_ONCE = 64;

    private final DnsQueries queries;

    Survey(DnsQueries queries) {
        this.queries = queries;
    }

    /** @param type one of {@link org.xbill.DNS.Type} */
    record Question(Watched.Way way, DomainName name, int type) {}

    /**
     * What came back.
     *
     * @param answer empty if none came
     * @param failure why none came, for people
     */
    record Reply(Optional<Message> answer, String failure) {}

    /**
     * A reply to every question.
     *
     * @throws ChallengeSolverException if the thread is interrupted
     */
    Map<Question, Reply> ask(Collection<Question> questions) {
        Map<Watched.Way, Question> first = new LinkedHashMap<>();
        questions.forEach(question -> first.putIfAbsent(question.way(), question));
        Map<Question, Reply> replies = new HashMap<>(atOnce(first.values()));
        Map<Watched.Way, Reply> silent = new HashMap<>();
        replies.forEach((question, reply) -> {
            if (reply.answer().isEmpty()) {
                silent.put(question.way(), reply);
            }
        });
        List<Question> others = new ArrayList<>();
        for (Question question : questions) {
            Reply silence = silent.get(question.way());
            if (silence != null) {
                replies.put(question, silence);
            } else if (!replies.containsKey(question)) {
                others.add(question);
            }
        }
        replies.putAll(atOnce(others));
        return replies;
    }

    /**
     * A reply to every question, with nothing asked first.
     *
     * @throws ChallengeSolverException if the thread is interrupted
     */
    Map<Question, Reply> atOnce(Collection<Question> questions) {
        Semaphore free = new Semaphore(MOST_AT_ONCE);
        Map<Question, CompletableFuture<Reply>> asked = new HashMap<>();
        try {
            for (Question question : questions) {
                free.acquire();
                asked.put(question, ask(question).whenComplete((reply, failure) -> free.release()));
            }
            free.acquire(MOST_AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChallengeSolverException("Interrupted while asking " + asked.keySet() + ".", e);
        }
        Map<Question, Reply> replies = new HashMap<>();
        asked.forEach((question, reply) -> replies.put(question, reply.join()));
        return replies;
    }

    private CompletableFuture<Reply> ask(Question question) {
        return question.way()
                .ask(queries, question.name(), question.type())
                .handle((answer, failure) -> failure == null
                        ? new Reply(Optional.of(answer), "")
                        : new Reply(Optional.empty(), queries.reason(failure)));
    }
}
