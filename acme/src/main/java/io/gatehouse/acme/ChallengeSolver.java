package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.time.Duration;
import java.util.List;

/**
 * Puts the answers to challenges where the CA looks for them, and takes them away again.
 *
 * <p>For one order the calls come in this sequence, each with all that this solver has to answer for the order: {@link
 * #plan}, {@link #present}, {@link #await}, and {@link #cleanUp}. A batch lets a solver write once where one answer at a
 * time would write many times. What {@code plan} returned is journaled before {@code present}; after a crash another
 * process presents the same answers again or cleans them up. So a solver needs no memory of its own between the calls.
 *
 * <p>Implementations are safe for use by many threads, for many orders run at once; they must not take one order's
 * answer away while cleaning up another's.
 */
public interface ChallengeSolver {

    /** The challenge this solver answers. */
    ChallengeType type();

    /** Whether it can answer for this name or address. A wildcard is asked for as {@code *.example.org}. */
    boolean supports(Identifier identifier);

    /**
     * This solver for some names only, so that several can share the work: {@code solver(first.onlyFor("**.example.org"))}.
     *
     * @param patterns {@code example.org} is that name or address and no other; {@code *.example.org} is any name with one
     *     label more, and the wildcard itself; {@code **.example.org} is any name below, wildcards too, at any depth
     * @throws io.gatehouse.core.InvalidModelException if there is none, or one is none of these; it names each
     */
    default ChallengeSolver onlyFor(String... patterns) {
        return new SolverForSomeNames(this, NamePatterns.of(patterns));
    }

    /**
     * Decides where the answers go, in the order of the challenges. Changes nothing anywhere.
     *
     * @throws ChallengeSolverException if there is no place for one; it says why
     */
    default List<Answer> plan(List<Challenge> challenges) {
        return challenges.stream().map(challenge -> new Answer(challenge, "")).toList();
    }

    /**
     * Puts the answers in place. Quick: it does not wait until the world can see them. May be repeated.
     *
     * @throws ChallengeSolverException if that cannot be done; part of it may have been
     */
    void present(List<Answer> answers);

    /**
     * Waits until the CA can see the answers. Does nothing unless overridden, for answers that are visible at once.
     *
     * @throws ChallengeSolverException if they do not appear in time; it says what was waited for
     */
    default void await(List<Answer> answers) {}

    /** How long {@link #await} takes at most, for whoever is told of it; zero, unless overridden: it does not wait. */
    default Duration awaitLimit() {
        return Duration.ZERO;
    }

    /**
     * Takes away exactly what {@link #present} put in place for these answers, also when it failed half way. Called once
     * for each {@code present}, and for answers that a process which died may have presented. What is gone already is no
     * error.
     *
     * @throws ChallengeSolverException if something is left behind; it says what
     */
    void cleanUp(List<Answer> answers);
}
