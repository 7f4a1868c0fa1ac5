package io.gatehouse.acme;

import io.gatehouse.acme.CertificateEvent.ChallengeProgress.Step;
import io.gatehouse.core.Identifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the names of an order through whichever solvers fit (RFC 8555, section 7.5): plans the answers, journals them,
 * puts them in place, has the CA look, and takes them away again; what cannot be taken away stays in the journal and is
 * tried again. Safe for use by many threads.
 */
final class ChallengeAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ChallengeAnswers.class);
    private static final Set<AcmeStatus> UNFINISHED = EnumSet.of(AcmeStatus.PENDING, AcmeStatus.PROCESSING);

    private final List<ChallengeSolver> solvers;
    private final Polling polling;
    private final CertificateEvents events;

    ChallengeAnswers(List<ChallengeSolver> solvers, Polling polling, CertificateEvents events) {
        this.solvers = List.copyOf(solvers);
        this.polling = polling;
        this.events = events;
    }

    private record Choice(ChallengeSolver solver, AcmeAuthorization authorization, AcmeAuthorization.Offer offer) {
        Challenge challenge() {
            return offer.challenge();
        }
    }

    /**
     * Has every name of the order proved.
     *
     * @throws AuthorizationFailedException if the CA did not find an answer; it names each and says why
     * @throws ChallengeSolverException if no solver fits a name, or one cannot put its answers in place
     */
    void prove(AcmeConversation ca, AcmeOrder order, OrderJournal journal) {
        List<AcmeAuthorization> open = new ArrayList<>();
        for (URI location : order.authorizations()) {
            AcmeAuthorization authorization = ca.authorization(location).value();
            if (authorization.status() != AcmeStatus.VALID) {
                open.add(authorization);
            }
        }
        List<Choice> choices = open.stream().map(this::choose).toList();
        boolean wasTold = journal.order().map(JournaledOrder::step).equals(Optional.of(OrderStep.VALIDATING));
        Map<ChallengeSolver, List<Answer>> answers = plan(choices, journal);
        journal.answering(answers.values().stream().flatMap(List::stream).toList());
        try {
            answers.forEach((solver, planned) -> present(solver, planned, journal.name()));
            answers.forEach((solver, planned) -> await(solver, planned, journal.name()));
            journal.at(OrderStep.VALIDATING);
            for (Choice choice : choices) {
                trigger(ca, choice.offer(), wasTold);
                tell(journal.name(), choice.challenge(), Step.ANSWERED);
            }
            validate(ca, choices, journal.name());
        } finally {
            takeAway(journal);
        }
    }

    private void present(ChallengeSolver solver, List<Answer> answers, String name) {
        solver.present(answers);
        answers.forEach(answer -> tell(name, answer.challenge(), Step.PRESENTED));
    }

    private void await(ChallengeSolver solver, List<Answer> answers, String name) {
        if (!solver.awaitLimit().isZero()) {
            String whose = answers.stream()
                    .map(answer -> answer.challenge().identifier().text())
                    .collect(Collectors.joining(", "));
            events.waiting(
                    name,
                    CertificateEvent.Waiting.Reason.PROPAGATION,
                    "the answers for " + whose + " to be seen (" + solver.type().text() + ")",
                    solver.awaitLimit());
        }
        solver.await(answers);
    }

    private void tell(String name, Challenge challenge, Step step) {
        events.publish(new CertificateEvent.ChallengeProgress(name, challenge.identifier(), challenge.type(), step));
    }

    private Choice choose(AcmeAuthorization authorization) {
        Identifier identifier = authorization.identifier();
        for (ChallengeSolver solver : solvers) {
            if (solver.supports(identifier)) {
                for (AcmeAuthorization.Offer offer : authorization.offers()) {
                    if (offer.challenge().type() == solver.type()) {
                        return new Choice(solver, authorization, offer);
                    }
                }
            }
        }
        throw new ChallengeSolverException(
                "No solver fits " + identifier.text() + ": the CA offers "
                        + authorization.offers().stream()
                                .map(offer -> offer.challenge().type().text())
                                .toList()
                        + ", and there are "
                        + solvers.stream()
                                .map(solver ->
                                        solver.type() + (solver.supports(identifier) ? "" : " (not for this name)"))
                                .toList()
                        + ". A wildcard needs dns-01; add a solver() on the builder of Certificates.",
                null);
    }

    /** An answer that a run before this one planned stays where that put it. */
    private static Map<ChallengeSolver, List<Answer>> plan(List<Choice> choices, OrderJournal journal) {
        Map<Challenge, Answer> known = new LinkedHashMap<>();
        journal.order().ifPresent(order -> order.answers().forEach(answer -> known.put(answer.challenge(), answer)));
        Map<ChallengeSolver, List<Answer>> answers = new LinkedHashMap<>();
        Map<ChallengeSolver, List<Challenge>> unplanned = new LinkedHashMap<>();
        for (Choice choice : choices) {
            Challenge challenge = choice.challenge();
            List<Answer> planned = answers.computeIfAbsent(choice.solver(), solver -> new ArrayList<>());
            Answer answer = known.get(challenge);
            if (answer != null) {
                planned.add(answer);
            } else {
                unplanned
                        .computeIfAbsent(choice.solver(), solver -> new ArrayList<>())
                        .add(challenge);
            }
        }
        unplanned.forEach((solver, challenges) ->
                answers.getOrDefault(solver, new ArrayList<>()).addAll(solver.plan(List.copyOf(challenges))));
        return answers;
    }

    /** A CA that was told before may be looking already, and then has nothing to say to being told again. */
    private static void trigger(AcmeConversation ca, AcmeAuthorization.Offer offer, boolean wasTold) {
        try {
            ca.trigger(offer);
        } catch (AcmeRefusedException e) {
            if (!wasTold) {
                throw e;
            }
            LOG.debug("The CA may be looking already", e);
        }
    }

    /** Waits for every authorization, so that one failure does not hide another. */
    private void validate(AcmeConversation ca, List<Choice> choices, String name) {
        Map<String, AcmeProblem> failures = new LinkedHashMap<>();
        for (Choice choice : choices) {
            Challenge challenge = choice.challenge();
            String awaited = "the CA to validate " + challenge.identifier().text();
            AcmeAuthorization seen = polling.until(
                    awaited,
                    () -> ca.authorization(choice.authorization().location()),
                    authorization -> !UNFINISHED.contains(authorization.status()),
                    left -> events.waiting(name, CertificateEvent.Waiting.Reason.VALIDATION, awaited, left));
            if (seen.status() == AcmeStatus.VALID) {
                tell(name, challenge, Step.VALIDATED);
            } else {
                AcmeProblem problem =
                        seen.problem().orElse(new AcmeProblem("about:blank", "it gave no reason", null, List.of()));
                failures.put(challenge.identifier().text(), problem);
                events.publish(
                        new CertificateEvent.ChallengeFailed(name, challenge.identifier(), challenge.type(), problem));
            }
        }
        if (!failures.isEmpty()) {
            throw new AuthorizationFailedException(failures);
        }
    }

    /** The order is decided already; what is left behind harms nobody but must not go unseen. */
    private void takeAway(OrderJournal journal) {
        if (Thread.currentThread().isInterrupted()) {
            takeAwayInHaste(journal);
            return;
        }
        try {
            journal.answered();
        } catch (CertificateStoreException e) {
            LOG.warn("The journal still says what is taken away now: {}", e.getMessage(), e);
            events.publish(new CertificateEvent.StoreNotWritable(journal.name(), e));
        }
        sweep(journal);
    }

    /**
     * Nothing can be written or sent any more, but a port can be closed. The journal keeps all of it, for the next run to go
     * on with.
     */
    private void takeAwayInHaste(OrderJournal journal) {
        for (Answer answer : journal.order().map(JournaledOrder::answers).orElse(List.of())) {
            try {
                solverOf(answer.challenge()).ifPresent(solver -> solver.cleanUp(List.of(answer)));
            } catch (RuntimeException e) {
                LOG.debug("The answer for {} stays for now", answer.challenge().identifier(), e);
            } finally {
                // The JDK's own HTTP server forgets it as it stops.
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes away what orders that are over left behind. What cannot be stays in the journal and is told. */
    void sweep(OrderJournal journal) {
        Map<ChallengeSolver, List<Answer>> bySolver = new LinkedHashMap<>();
        for (Answer answer : journal.leftovers()) {
            Optional<ChallengeSolver> solver = solverOf(answer.challenge());
            if (solver.isPresent()) {
                bySolver.computeIfAbsent(solver.get(), key -> new ArrayList<>()).add(answer);
            } else {
                leftBehind(journal.name(), List.of(answer), withoutSolver(answer));
            }
        }
        bySolver.forEach((solver, answers) -> cleanUp(solver, answers, journal));
    }

    private Optional<ChallengeSolver> solverOf(Challenge challenge) {
        return solvers.stream()
                .filter(solver -> solver.type() == challenge.type() && solver.supports(challenge.identifier()))
                .findFirst();
    }

    private static ChallengeSolverException withoutSolver(Answer answer) {
        return new ChallengeSolverException(
                "No solver for " + answer.challenge().type().text() + " is left to take away the answer for "
                        + answer.challenge().identifier().text() + " " + answer.place()
                        + ". Add one on the builder of Certificates, or do it by hand.",
                null);
    }

    private void cleanUp(ChallengeSolver solver, List<Answer> answers, OrderJournal journal) {
        try {
            solver.cleanUp(List.copyOf(answers));
            journal.cleaned(answers);
        } catch (RuntimeException e) {
            leftBehind(journal.name(), answers, e);
            return;
        }
        answers.forEach(answer -> tell(journal.name(), answer.challenge(), Step.CLEANED_UP));
    }

    /** @param answers of one kind of challenge */
    private void leftBehind(String name, List<Answer> answers, RuntimeException failure) {
        ChallengeType type = answers.get(0).challenge().type();
        LOG.warn("Clean-up after {} failed and will be tried again: {}", type, failure.getMessage(), failure);
        List<Identifier> identifiers =
                answers.stream().map(answer -> answer.challenge().identifier()).toList();
        events.publish(new CertificateEvent.CleanUpFailed(name, type, identifiers, failure));
    }
}
