package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.time.Duration;
import java.util.List;

/** Another solver, offered for fewer names. As safe for use by many threads as that one. */
final class SolverForSomeNames implements ChallengeSolver {
    private final ChallengeSolver solver;
    private final NamePatterns patterns;

    SolverForSomeNames(ChallengeSolver solver, NamePatterns patterns) {
        this.solver = solver;
        this.patterns = patterns;
    }

    @Override
    public ChallengeType type() {
        return solver.type();
    }

    @Override
    public boolean supports(Identifier identifier) {
        return patterns.match(identifier) && solver.supports(identifier);
    }

    @Override
    public List<Answer> plan(List<Challenge> challenges) {
        return solver.plan(challenges);
    }

    @Override
    public void present(List<Answer> answers) {
        solver.present(answers);
    }

    @Override
    public void await(List<Answer> answers) {
        solver.await(answers);
    }

    @Override
    public Duration awaitLimit() {
        return solver.awaitLimit();
    }

    @Override
    public void cleanUp(List<Answer> answers) {
        solver.cleanUp(answers);
    }

    @Override
    public String toString() {
        return solver.type() + " for " + patterns;
    }
}
