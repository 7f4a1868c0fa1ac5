package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides when a certificate is renewed: at an instant drawn in the window its CA suggests (RFC 9773, section 4.2), else
 * when the policy says, and in any case before the last twentieth of its life. Talks to nobody. Safe for use by many
 * threads if the policy and the random generator are.
 */
final class RenewalPlanner {
    /** A CA without suggestions may begin to make them, and one that did not answer may answer. */
    private static final Duration ASK_AGAIN = Duration.ofHours(6);
    /** A CA that suggests a window gone by for each new certificate must not make us renew without end. */
    private static final Duration LEAST_AGE = Duration.ofHours(1);

    private static final Duration BETWEEN_REPLACEMENTS = Duration.ofDays(1);
    private static final int EMERGENCY = 20;
    /** Certificates that were ordered together are renewed over a fiftieth of their life: two days of 90. */
    private static final int SPREAD = 50;

    private final RenewalPolicy policy;
    private final Clock clock;
    private final RandomGenerator random;

    RenewalPlanner(RenewalPolicy policy, Clock clock, RandomGenerator random) {
        this.policy = policy;
        this.clock = clock;
        this.random = random;
    }

    /** From when on a certificate is renewed whatever else was planned. */
    static Instant emergencyAt(CertificateBundle certificate) {
        return certificate.notAfter().minus(life(certificate).dividedBy(EMERGENCY));
    }

    /**
     * @param suggested what the CA says now; empty if it says nothing
     * @param before the plan so far, which may be for another certificate
     */
    RenewalPlan plan(CertificateBundle certificate, Optional<RenewalInfo> suggested, Optional<RenewalPlan> before) {
        Instant now = clock.instant();
        Optional<RenewalPlan> known = before.filter(plan -> plan.certificate().equals(certificate.fingerprint()));
        Optional<RenewalPlan.Window> window = suggested
                .map(info -> new RenewalPlan.Window(info.start(), info.end()))
                // One that does not answer has not changed its mind.
                .or(() -> known.flatMap(RenewalPlan::window));
        Instant wanted = window.isEmpty()
                ? byPolicy(certificate)
                : known.filter(plan -> plan.window().equals(window))
                        .map(RenewalPlan::dueAt)
                        .orElseGet(() -> draw(window.get(), now));
        return new RenewalPlan(
                certificate.fingerprint(),
                now,
                earlier(wanted, emergencyAt(certificate)),
                window,
                now.plus(suggested.map(RenewalInfo::askAgain).orElse(ASK_AGAIN)),
                known.map(RenewalPlan::notBefore).orElse(Instant.EPOCH),
                known.map(RenewalPlan::failures).orElse(0),
                known.flatMap(RenewalPlan::attemptAt),
                known.flatMap(RenewalPlan::problem));
    }

    /** The plan for a certificate that was just issued: the CA is asked about it as soon as there is time. */
    RenewalPlan planIssued(CertificateBundle certificate) {
        Instant now = clock.instant();
        Duration age = shorter(LEAST_AGE, life(certificate).dividedBy(EMERGENCY));
        return new RenewalPlan(
                certificate.fingerprint(),
                now,
                earlier(byPolicy(certificate), emergencyAt(certificate)),
                Optional.empty(),
                now,
                now.plus(age),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The same for one that took the place of a certificate that could not be read: if this one cannot be either, the fault
     * is the store's, and no order mends it.
     */
    RenewalPlan planReplacement(CertificateBundle certificate) {
        Duration age = shorter(BETWEEN_REPLACEMENTS, life(certificate).dividedBy(3));
        return planIssued(certificate).notBefore(clock.instant().plus(age));
    }

    private Instant byPolicy(CertificateBundle certificate) {
        // The same certificate always has the same place in the spread, whoever asks and however often.
        long place = Long.parseLong(certificate.fingerprint().substring(0, 4), 16);
        long spread = life(certificate).dividedBy(SPREAD).toMillis();
        return policy.dueAt(certificate).plusMillis(spread * place / 0xffff);
    }

    private Instant draw(RenewalPlan.Window window, Instant now) {
        if (!window.end().isAfter(now)) {
            return now;
        }
        long length = Duration.between(window.start(), window.end()).toMillis();
        return window.start().plusMillis(length < 1 ? 0 : random.nextLong(length));
    }

    private static Duration life(CertificateBundle certificate) {
        return Duration.between(certificate.notBefore(), certificate.notAfter());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
