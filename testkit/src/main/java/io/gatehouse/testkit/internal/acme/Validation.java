package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.internal.acme.Orders.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates challenges away from the request's thread; the request waits for a while, since most are quick. */
final class Validation {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

    private final Validators validators;
    private final Caa caa;
    private final RateLimits limits;
    private final ExecutorService executor;
    private final Clock clock;
    private final Duration wait;
    private final Faults faults;

    Validation(
            Validators validators,
            Caa caa,
            RateLimits limits,
            ExecutorService executor,
            Clock clock,
            Duration wait,
            Faults faults) {
        this.validators = validators;
        this.caa = caa;
        this.limits = limits;
        this.executor = executor;
        this.clock = clock;
        this.wait = wait;
        this.faults = faults;
    }

    void begin(Attempt attempt) {
        Future<?> validated = executor.submit(() -> validate(attempt));
        try {
            validated.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException goesOn) {
            LOG.debug("challenge {} is still processing", attempt.challenge().id());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a validation ended unrecorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void validate(Attempt attempt) {
        Challenge challenge = attempt.challenge();
        String thumbprint = attempt.authorization().account().key().thumbprint();
        try {
            faults.beforeValidation(attempt.authorization().identifier());
            validators
                    .of(attempt)
                    .validate(
                            attempt.authorization().identifier(),
                            challenge.token(),
                            challenge.token() + "." + thumbprint);
            caa.requireAllowed(
                    attempt.authorization().ordered(), attempt.authorization().account(), challenge.kind());
            challenge.succeed(clock.instant().truncatedTo(ChronoUnit.SECONDS));
        } catch (AcmeProblem problem) {
            limits.failed(
                    attempt.authorization().account(), attempt.authorization().identifier());
            challenge.fail(problem);
        } catch (RuntimeException e) {
            // Whatever happens, a challenge must not stay in processing for ever.
            LOG.error("validation of challenge {} broke", challenge.id(), e);
            challenge.fail(ProblemType.SERVER_INTERNAL.because("the validation broke: " + e));
        }
    }
}
