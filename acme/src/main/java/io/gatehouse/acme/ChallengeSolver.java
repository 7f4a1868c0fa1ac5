package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.util.List;

/**
 * Puts the answers to challenges where the CA looks for them, and takes them away again.
 *
 * <p>For one order the calls come in this sequence, each with all the challenges of the order that this solver has to
 * answer: {@link #present}, {@link #await}, then {@link #cleanUp}, which is called whether or not the others succeeded.
 * A batch lets a solver write once where one challenge at a time would write many times.
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
     * Puts the answers in place. Quick: it does not wait until the world can see them.
     *
     * @throws ChallengeSolverException if that cannot be done; part of it may have been
     */
    void present(List<Challenge> challenges);

    /**
     * Waits until the CA can see the answers. Does nothing unless overridden, for answers that are visible at once.
     *
     * @throws ChallengeSolverException if they do not appear in time; it says what was waited for
     */
    default void await(List<Challenge> challenges) {}

    /**
     * Takes away exactly what {@link #present} put in place for these challenges, also when it failed half way. What is
     * gone already is no error.
     *
     * @throws ChallengeSolverException if something is left behind; it says what
     */
    void cleanUp(List<Challenge> challenges);
}
