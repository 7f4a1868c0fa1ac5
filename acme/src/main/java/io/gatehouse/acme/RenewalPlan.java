package io.gatehouse.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a certificate is renewed, and what came of trying. Immutable.
 *
 * @param certificate the fingerprint of the certificate planned for; empty while there is none
 * @param madeAt what time it was when this was written; a clock that shows less was put back
 * @param dueAt from when on to renew: the instant drawn in the CA's window, or what the policy says
 * @param window the CA's suggestion that the instant was drawn in
 * @param askAt when to ask the CA for its suggestion again
 * @param notBefore before that the certificate is too new to renew, whatever anybody says
 * @param failures how many attempts in a row have failed
 * @param attemptAt when to try again after those
 * @param problem what the last attempt failed of, in words
 */
record RenewalPlan(
        String certificate,
        Instant madeAt,
        Instant dueAt,
        Optional<Window> window,
        Instant askAt,
        Instant notBefore,
        int failures,
        Optional<Instant> attemptAt,
        Optional<String> problem) {
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** From when until when a CA suggests to renew. */
    record Window(Instant start, Instant end) {}

    /** For a name that has no certificate yet: due at once. */
    static RenewalPlan first(Instant now) {
        return new RenewalPlan("", now, now, Optional.empty(), now, now, 0, Optional.empty(), Optional.empty());
    }

    /** When there is something to do: to renew, to try again, or to ask the CA. */
    Instant nextAt() {
        return attemptAt.orElseGet(() -> renewAt().isBefore(askAt) ? renewAt() : askAt);
    }

    Instant renewAt() {
        return dueAt.isBefore(notBefore) ? notBefore : dueAt;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(attemptAt.orElse(renewAt()));
    }

    /** The same, and too new to renew for longer. */
    RenewalPlan notBefore(Instant instant) {
        return new RenewalPlan(certificate, madeAt, dueAt, window, askAt, instant, failures, attemptAt, problem);
    }

    /** The same with nothing to make up for: what failed was no renewal that is due. */
    RenewalPlan withoutFailures() {
        return new RenewalPlan(
                certificate, madeAt, dueAt, window, askAt, notBefore, 0, Optional.empty(), Optional.empty());
    }

    RenewalPlan failed(Instant now, Instant nextAttempt, @Nullable String reason) {
        return new RenewalPlan(
                certificate,
                now,
                dueAt,
                window,
                askAt,
                notBefore,
                failures + 1,
                Optional.of(nextAttempt),
                Optional.ofNullable(reason));
    }

    /** What waits for a time relative to now, moved by as much as a clock was put back since; the rest as it is. */
    RenewalPlan seenAt(Instant now) {
        if (!now.isBefore(madeAt.minus(CLOCK_SKEW))) {
            return this;
        }
        Duration putBack = Duration.between(now, madeAt);
        return new RenewalPlan(
                certificate,
                now,
                dueAt,
                window,
                askAt.minus(putBack),
                notBefore.minus(putBack),
                failures,
                attemptAt.map(at -> at.minus(putBack)),
                problem);
    }
}
