package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.pki.CertificateBundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does for one managed name whatever there is to do now: asks the CA when to renew, renews, runs deploy hooks; and says when
 * to come back. Nothing it meets ends it: a failure is an event, a word in the log and a later attempt. Safe for use by
 * many threads, and for many processes over one store.
 */
final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    /** Whatever a DNS vendor asks for. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);
    /** Files break one at a time. */
    private static final int MOST_UNREADABLE = 10;

    private final CertificateStore store;
    private final CurrentCertificates certificates;
    private final Issuance issuance;
    private final Deployments deployments;
    private final RenewalPlanner planner;
    private final CertificateEvents events;
    private final Clock clock;
    private final RandomGenerator random;
    private final Duration lockPatience;
    private final LiveKeyManager live;
    /** What a store that cannot be written could not keep. */
    private final Map<String, RenewalPlan> unsaved = new ConcurrentHashMap<>();

    /** What {@link Renewal} works with. */
    record Parts(
            CertificateStore store,
            CurrentCertificates certificates,
            Issuance issuance,
            Deployments deployments,
            RenewalPlanner planner,
            CertificateEvents events,
            Clock clock,
            RandomGenerator random,
            Duration lockPatience,
            LiveKeyManager live) {}

    /**
     * What came of it.
     *
     * @param next when to come back
     */
    record Outcome(boolean isIssued, @Nullable Throwable failure, Instant next) {}

    Renewal(Parts parts) {
        this.store = parts.store();
        this.certificates = parts.certificates();
        this.issuance = parts.issuance();
        this.deployments = parts.deployments();
        this.planner = parts.planner();
        this.events = parts.events();
        this.clock = parts.clock();
        this.random = parts.random();
        this.lockPatience = parts.lockPatience();
        this.live = parts.live();
    }

    Outcome run(CertificateRequest request) {
        try {
            Optional<Outcome> quiet = ifQuiet(request);
            Outcome outcome = quiet.isPresent() ? quiet.get() : underLock(request);
            if (!deployments.hasHooks()) {
                return outcome;
            }
            Optional<CertificateBundle> current = certificates.find(request.name());
            return current.isPresent() ? deploy(request.name(), current.get(), outcome) : outcome;
        } catch (RuntimeException | Error e) {
            return Thread.currentThread().isInterrupted() ? interrupted(request, e) : failed(request, e);
        }
    }

    /** Whoever ends the process has nothing against the certificate: no attempt is counted. */
    private Outcome interrupted(CertificateRequest request, Throwable failure) {
        LOG.info("{} was interrupted, and gone on with later: {}", request.name(), failure.getMessage());
        return new Outcome(false, failure, clock.instant().plus(BackOff.FIRST));
    }

    /** Nearly always there is nothing to do, which is seen without a lock. */
    private Optional<Outcome> ifQuiet(CertificateRequest request) {
        Optional<CertificateBundle> current = usable(request);
        current.ifPresent(bundle -> live.serve(request.name(), bundle));
        if (current.isEmpty() || store.state(StateKind.ORDER, request.name()).isPresent()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return plan(request.name())
                .filter(plan -> plan.certificate().equals(current.get().fingerprint()))
                .filter(plan -> plan.seenAt(now).equals(plan) && now.isBefore(plan.nextAt()))
                .map(plan -> new Outcome(false, null, plan.nextAt()));
    }

    private Outcome underLock(CertificateRequest request) {
        String name = request.name();
        try (StoreLock held = store.lock(name, lockPatience)) {
            LOG.debug("Holding {}", held);
            issuance.settle(name);
            Optional<CertificateBundle> current = usable(request);
            Instant now = clock.instant();
            RenewalPlan plan = seen(name, now);
            if (current.isPresent()) {
                boolean isKnown = plan.certificate().equals(current.get().fingerprint());
                RenewalPlan before = now.isBefore(plan.renewAt()) ? plan.withoutFailures() : plan;
                plan = planned(name, current.get(), before, !isKnown);
            }
            boolean isUnreadable = certificates.isUnreadable(name);
            Instant next = current.isPresent() ? plan.nextAt() : missingDueAt(plan, now, isUnreadable);
            if (current.isPresent() ? !plan.isDue(now) : now.isBefore(next)) {
                return new Outcome(false, null, next);
            }
            if (isUnreadable) {
                requireFaultOfTheFile(name, plan);
            }
            Optional<Instant> paused = issuance.pausedUntil(name);
            if (paused.isPresent()) {
                LOG.info("{} waits until {} with its order, as the CA asks", name, paused.get());
                return new Outcome(false, null, paused.get());
            }
            CertificateBundle issued = issuance.issue(request);
            live.serve(name, issued);
            RenewalPlan first = isUnreadable ? planner.planReplacement(issued) : planner.planIssued(issued);
            return new Outcome(true, null, planned(name, issued, first, true).nextAt());
        }
    }

    /** What was moved with a clock that was put back is kept, or it would move on with every look. */
    private RenewalPlan seen(String name, Instant now) {
        RenewalPlan kept = plan(name).orElse(RenewalPlan.first(now));
        RenewalPlan seen = kept.seenAt(now);
        if (!seen.equals(kept)) {
            save(name, seen);
        }
        return seen;
    }

    private static Instant missingDueAt(RenewalPlan plan, Instant now, boolean isUnreadable) {
        Instant at = plan.attemptAt().orElse(now);
        return isUnreadable && plan.notBefore().isAfter(at) ? plan.notBefore() : at;
    }

    /**
     * An order mends a file that is broken. A disk or a key service that is away for a moment needs none, and a store that
     * is not the right one would have every certificate ordered at once.
     */
    private void requireFaultOfTheFile(String name, RenewalPlan plan) {
        if (certificates.unreadable() > MOST_UNREADABLE) {
            throw new CertificateStoreException(
                    certificates.unreadable()
                            + " certificates cannot be read, which is no fault of their files, and none"
                            + " is ordered anew. See that the store's folder is the right one and open to this process,"
                            + " and that its cipher is the one that wrote it.",
                    null);
        }
        if (plan.failures() == 0) {
            throw new CertificateStoreException(
                    "The certificate of " + name + " is in the store and cannot be read. If that lasts, it is ordered"
                            + " anew. The reason is in the event before this one; restore the file, or roll back.",
                    null);
        }
    }

    /** The plan with the CA's suggestion, asked for if it is time; kept in the store. */
    private RenewalPlan planned(String name, CertificateBundle certificate, RenewalPlan before, boolean isNew) {
        boolean isAsked = isNew || !clock.instant().isBefore(before.askAt());
        Optional<RenewalInfo> suggested = isAsked ? suggestion(name, certificate) : Optional.empty();
        RenewalPlan plan = isAsked ? planner.plan(certificate, suggested, Optional.of(before)) : before;
        save(name, plan);
        if (isNew || !plan.renewAt().equals(before.renewAt())) {
            LOG.info("{} is renewed from {} on", name, plan.renewAt());
            events.publish(new CertificateEvent.RenewalPlanned(
                    name, plan.renewAt(), suggested.flatMap(RenewalInfo::explanation)));
        }
        return plan;
    }

    private Optional<RenewalInfo> suggestion(String name, CertificateBundle certificate) {
        try {
            return issuance.renewalInfo(name, certificate);
        } catch (GatehouseException e) {
            // The policy and the end of its life say when to renew just as well.
            LOG.warn("{} is renewed without a word of its CA: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    /** What can be served for the request. A clock that was put back makes no certificate bad. */
    private Optional<CertificateBundle> usable(CertificateRequest request) {
        return certificates
                .find(request.name())
                .filter(bundle -> CertificateCheck.isWanted(request, bundle))
                .filter(bundle -> bundle.notAfter().isAfter(clock.instant()));
    }

    private Outcome deploy(String name, CertificateBundle current, Outcome outcome) {
        Deployments.Result result = deployments.run(name, current);
        Instant next = result.next().filter(at -> at.isBefore(outcome.next())).orElse(outcome.next());
        return new Outcome(outcome.isIssued(), result.failure(), next);
    }

    /** Counts an attempt that failed, and says so. */
    Outcome failed(CertificateRequest request, Throwable failure) {
        String name = request.name();
        Instant now = clock.instant();
        RenewalPlan before = plan(name).orElse(RenewalPlan.first(now)).seenAt(now);
        Instant next = now.plus(BackOff.after(before.failures() + 1, random));
        Instant asked = askedFor(name, failure, now);
        Instant at = asked.isAfter(next) ? asked : next;
        RenewalPlan plan = before.failed(now, at, failure.getMessage());
        save(name, plan);
        tell(request, plan, at, failure);
        return new Outcome(false, failure, at);
    }

    /** When the first CA takes the order, for what each asks is known; or what a DNS vendor asks for. */
    private Instant askedFor(String name, Throwable failure, Instant now) {
        if (failure instanceof AcmeException) {
            return issuance.pausedUntil(name).orElse(now);
        }
        Duration asked =
                failure instanceof GatehouseException known ? known.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
        return now.plus(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
    }

    private void tell(CertificateRequest request, RenewalPlan plan, Instant next, Throwable failure) {
        Optional<CertificateBundle> served = served(request);
        boolean isUrgent = served.map(RenewalPlanner::emergencyAt)
                .map(emergency -> !clock.instant().isBefore(emergency))
                .orElse(true);
        LOG.error(
                "{}No new certificate for {}, attempt {}; {}; it is tried again at {}: {}",
                isUrgent ? "URGENT: " : "",
                request.name(),
                plan.failures(),
                served.map(bundle -> "the one valid until " + bundle.notAfter() + " is served on")
                        .orElse("there is none to serve"),
                next,
                failure.getMessage(),
                failure);
        events.publish(new CertificateEvent.RenewalFailed(
                request.name(), plan.failures(), next, failure, served.map(CertificateBundle::notAfter), isUrgent));
    }

    private Optional<CertificateBundle> served(CertificateRequest request) {
        Optional<CertificateBundle> usable = usable(request);
        return certificates.isUnreadable(request.name()) ? live.served(request.name()) : usable;
    }

    private Optional<RenewalPlan> plan(String name) {
        RenewalPlan kept = unsaved.get(name);
        return kept != null ? Optional.of(kept) : RenewalState.read(store, name).plan();
    }

    private void save(String name, RenewalPlan plan) {
        try {
            RenewalState.read(store, name).with(plan).write(store, name);
            unsaved.remove(name);
        } catch (CertificateStoreException e) {
            LOG.error("The plan for {} is kept in memory only: {}", name, e.getMessage(), e);
            if (unsaved.put(name, plan) == null) {
                events.publish(new CertificateEvent.StoreNotWritable(name, e));
            }
        }
    }
}
