package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.dns01.PropagationTimeoutException.Unseen;
import io.gatehouse.core.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Waits until everybody watched answers every value. A CA asks whichever server it likes, and the first that does not know
 * a value yet fails the order; so one good answer proves nothing.
 *
 * <p>A server that does not serve the zone at any address, for it is down, refuses, fails or is none of the zone's, is
 * passed over if another has every value: after {@value #TRIES} tries in a row, or when the time is up and it never served
 * the zone. A CA's resolver passes it over too. One that answers something else is waited for to the end.
 */
final class PropagationWait {
    static final int TRIES = 10;
    private static final Logger LOG = LoggerFactory.getLogger(PropagationWait.class);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

    private final Survey survey;
    private final Duration timeout;
    private final Duration interval;

    PropagationWait(Survey survey, Duration timeout, Duration interval) {
        this.survey = survey;
        this.timeout = timeout;
        this.interval = interval;
    }

    /**
     * @throws PropagationTimeoutException if some server does not answer some value in time
     * @throws ChallengeSolverException if the thread is interrupted
     */
    void await(List<Sight> sights) {
        Progress progress = new Progress();
        List<Sight> open = sights;
        long begun = System.nanoTime();
        long lastWord = begun - BETWEEN_WORDS.toNanos();
        while (true) {
            progress.look(open, survey);
            boolean isLate = System.nanoTime() - begun + interval.toNanos() > timeout.toNanos();
            if (progress.mayEnd(isLate)) {
                progress.unseen().forEach(left -> LOG.warn("No longer waiting for {}; another has it", left));
                return;
            }
            if (isLate) {
                throw new PropagationTimeoutException(timeout, withSerials(progress), progress.isSeenElsewhere());
            }
            if (System.nanoTime() - lastWord >= BETWEEN_WORDS.toNanos()) {
                LOG.info("Waiting for {}", progress.unseen());
                lastWord = System.nanoTime();
            }
            pause(progress.unseen());
            open = progress.sights();
        }
    }

    /** A server behind the others says so by its SOA, which tells a transfer that fails from a record never written. */
    private List<Unseen> withSerials(Progress progress) {
        Map<Survey.Question, Survey.Reply> replies = survey.ask(progress.open.entrySet().stream()
                .filter(entry -> entry.getValue().isServing())
                .flatMap(entry -> serialQuestions(entry.getKey()))
                .toList());
        List<Unseen> told = new ArrayList<>();
        progress.open.forEach((sight, look) -> look.unseen().ifPresent(left -> {
            String serial = serialQuestions(sight)
                    .flatMap(question -> Stream.ofNullable(replies.get(question)))
                    .flatMap(reply -> reply.answer().stream())
                    .flatMap(answer -> Lookups.records(answer, SOARecord.class))
                    .findFirst()
                    .map(soa -> ", with the SOA serial " + soa.getSerial())
                    .orElse("");
            told.add(new Unseen(left.server(), left.name(), left.missing(), left.seen() + serial));
        }));
        return told;
    }

    private static Stream<Survey.Question> serialQuestions(Sight sight) {
        return sight.server().ways().stream()
                .map(way -> new Survey.Question(way, sight.zone().apex(), Type.SOA));
    }

    private void pause(Collection<Unseen> unseen) {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChallengeSolverException("Interrupted while waiting for " + unseen + ".", e);
        }
    }

    /** How the sights fare. Of one wait, and so of one thread. */
    private static final class Progress {
        private final Map<Sight, Integer> failures = new HashMap<>();
        private final Set<DomainName> seen = new HashSet<>();
        private Map<Sight, Sight.Look> open = new LinkedHashMap<>();
        private int looks;

        void look(List<Sight> sights, Survey survey) {
            Map<Survey.Question, Survey.Reply> replies = survey.ask(
                    sights.stream().flatMap(sight -> sight.questions().stream()).toList());
            looks++;
            open = new LinkedHashMap<>();
            for (Sight sight : sights) {
                Sight.Look look = sight.look(replies);
                if (look.unseen().isEmpty()) {
                    seen.add(sight.name());
                } else {
                    open.put(sight, look);
                    failures.compute(sight, (key, before) -> look.isServing() ? 0 : before == null ? 1 : before + 1);
                }
            }
        }

        List<Sight> sights() {
            return List.copyOf(open.keySet());
        }

        List<Unseen> unseen() {
            return open.values().stream()
                    .flatMap(look -> look.unseen().stream())
                    .toList();
        }

        boolean isSeenElsewhere() {
            return open.keySet().stream().allMatch(sight -> seen.contains(sight.name()));
        }

        /** Whether the CA may look: nothing is missing, or only where its resolver will pass over it, too. */
        boolean mayEnd(boolean isLate) {
            return isSeenElsewhere()
                    && open.keySet().stream()
                            .mapToInt(sight -> failures.getOrDefault(sight, 0))
                            .allMatch(count -> count >= TRIES || (isLate && count == looks));
        }
    }
}
