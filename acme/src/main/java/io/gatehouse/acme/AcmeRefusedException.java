package io.gatehouse.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The CA refused a request and said why. Carries its problem document; the message quotes it and names a remedy. */
public final class AcmeRefusedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private final AcmeProblem problem;

    AcmeRefusedException(
            String attempted, AcmeProblem problem, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(
                "The CA refused " + attempted + ": " + problem.sentence() + " " + Remedy.of(problem, retryAfter),
                cause,
                retryAfter);
        this.problem = problem;
    }

    /** What the CA said. */
    public AcmeProblem problem() {
        return problem;
    }
}
