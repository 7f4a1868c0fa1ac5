package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    ChallengeAnswers(List<ChallengeSolver> solvers, Polling polling) {
        this.solvers = List.copyOf(solvers);
        this.polling = polling;
    }

    private record Choice(ChallengeSolver solver, AcmeAuthorization.Offer offer) {}

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
            answers.forEach(ChallengeSolver::present);
            answers.forEach(ChallengeSolver::await);
            journal.at(OrderStep.VALIDATING);
            choices.forEach(choice -> trigger(ca, choice.offer(), wasTold));
            validate(ca, open);
        } finally {
            takeAway(journal);
        }
    }

    private Choice choose(AcmeAuthorization authorization) {
        Identifier identifier = authorization.identifier();
        for (ChallengeSolver solver : solvers) {
            if (solver.supports(identifier)) {
                for (AcmeAuthorization.Offer offer : authorization.offers()) {
                    if (offer.challenge().type() == solver.type()) {
                        return new Choice(solver, offer);
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
            Challenge challenge = choice.offer().challenge();
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
    private void validate(AcmeConversation ca, List<AcmeAuthorization> open) {
        Map<String, AcmeProblem> failures = new LinkedHashMap<>();
        for (AcmeAuthorization known : open) {
            AcmeAuthorization seen = polling.until(
                    "the CA to validate " + known.identifier().text(),
                    () -> ca.authorization(known.location()),
                    authorization -> !UNFINISHED.contains(authorization.status()));
            if (seen.status() != AcmeStatus.VALID) {
                failures.put(
                        seen.identifier().text(),
                        seen.problem().orElse(new AcmeProblem("about:blank", "it gave no reason", null, List.of())));
            }
        }
        if (!failures.isEmpty()) {
            throw new AuthorizationFailedException(failures);
        }
    }

    /** The order is decided already; what is left behind harms nobody but must not go unseen. */
    private void takeAway(OrderJournal journal) {
        try {
            journal.answered();
        } catch (CertificateStoreException e) {
            LOG.warn("The journal still says what is taken away now: {}", e.getMessage(), e);
        }
        sweep(journal);
    }

    /** Takes away what orders that are over left behind. What cannot be stays in the journal and is logged. */
    void sweep(OrderJournal journal) {
        Map<ChallengeSolver, List<Answer>> bySolver = new LinkedHashMap<>();
        for (Answer answer : journal.leftovers()) {
            Optional<ChallengeSolver> solver = solverOf(answer.challenge());
            if (solver.isPresent()) {
                bySolver.computeIfAbsent(solver.get(), key -> new ArrayList<>()).add(answer);
            } else {
                LOG.warn(
                        "No solver for {} is left to take away the answer for {} {}; add one, or do it by hand",
                        answer.challenge().type(),
                        answer.challenge().identifier().text(),
                        answer.place());
            }
        }
        bySolver.forEach((solver, answers) -> cleanUp(solver, answers, journal));
    }

    private Optional<ChallengeSolver> solverOf(Challenge challenge) {
        return solvers.stream()
                .filter(solver -> solver.type() == challenge.type() && solver.supports(challenge.identifier()))
                .findFirst();
    }

    private static void cleanUp(ChallengeSolver solver, List<Answer> answers, OrderJournal journal) {
        try {
            solver.cleanUp(List.copyOf(answers));
            journal.cleaned(answers);
        } catch (RuntimeException e) {
            LOG.warn("Clean-up after {} failed and will be tried again: {}", solver.type(), e.getMessage(), e);
        }
    }
}
