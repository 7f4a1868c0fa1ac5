package io.gatehouse.acme;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The CA refused a request and said why. Carries its problem document; the message quotes it and names a remedy. */
public final class AcmeRefusedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private final AcmeProblem problem;
    private final int status;

    /** @param status the HTTP status it came with; 0 for a problem inside of an order */
    AcmeRefusedException(
            String attempted,
            AcmeProblem problem,
            int status,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        this(attempted, problem, status, cause, retryAfter, Remedy.of(problem, retryAfter));
    }

    private AcmeRefusedException(
            String attempted,
            AcmeProblem problem,
            int status,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter,
            String remedy) {
        super("The CA refused " + attempted + ": " + problem.sentence() + " " + remedy, cause, retryAfter);
        this.problem = problem;
        this.status = status;
    }

    /** The same refusal with a remedy that fits better than the one for its kind. */
    AcmeRefusedException withRemedy(String attempted, String remedy) {
        return new AcmeRefusedException(
                attempted, problem, status, getCause(), retryAfter().orElse(null), remedy);
    }

    /**
     * Whether an order may have been refused for the certificate it was to replace (RFC 9773, section 5): one of another
     * account, unknown to the CA, already replaced, or without a name in common. Ordered again without it, the order
     * either succeeds or is refused for its real fault.
     */
    boolean mayBeForReplaces() {
        return status == 403
                || status == 404
                || status == 409
                || problem.kind().equals("alreadyReplaced")
                || problem.kind().equals("malformed");
    }

    /** The HTTP status it came with; 0 for a problem inside of an order. */
    int status() {
        return status;
    }

    /** What the CA said. */
    public AcmeProblem problem() {
        return problem;
    }
}
