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
    /** A limit of a week is the longest that public CAs have. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private final CertificateStore store;
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
        String name = request.name();
        try {
            Optional<Outcome> quiet = ifQuiet(request);
            Outcome outcome = quiet.isPresent() ? quiet.get() : underLock(request);
            Optional<CertificateBundle> current = store.current(name);
            return current.isPresent() ? deploy(name, current.get(), outcome) : outcome;
        } catch (RuntimeException | Error e) {
            return failed(request, e);
        }
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
        try (StoreLock held = store.lock(request.name(), lockPatience)) {
            LOG.debug("Holding {}", held);
            issuance.settle(request.name());
            Optional<CertificateBundle> current = usable(request);
            Instant now = clock.instant();
            RenewalPlan plan =
                    plan(request.name()).orElse(RenewalPlan.first(now)).seenAt(now);
            if (current.isPresent()) {
                boolean isKnown = plan.certificate().equals(current.get().fingerprint());
                plan = planned(request.name(), current.get(), plan, !isKnown);
            }
            boolean isDue = current.isEmpty() ? !now.isBefore(plan.attemptAt().orElse(now)) : plan.isDue(now);
            if (!isDue) {
                return new Outcome(false, null, plan.nextAt());
            }
            Optional<Instant> paused = issuance.pausedUntil();
            if (paused.isPresent()) {
                LOG.info("{} waits until {} with its order, as the CA asks of all", request.name(), paused.get());
                return new Outcome(false, null, paused.get());
            }
            CertificateBundle issued = issuance.issue(request);
            live.serve(request.name(), issued);
            return new Outcome(
                    true,
                    null,
                    planned(request.name(), issued, planner.planIssued(issued), true)
                            .nextAt());
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
        return store.current(request.name())
                .filter(bundle -> CertificateCheck.isWanted(request, bundle))
                .filter(bundle -> bundle.notAfter().isAfter(clock.instant()));
    }

    private Outcome deploy(String name, CertificateBundle current, Outcome outcome) {
        Deployments.Result result = deployments.run(name, current);
        Instant next = result.next().filter(at -> at.isBefore(outcome.next())).orElse(outcome.next());
        return new Outcome(outcome.isIssued(), result.failure(), next);
    }

    private Outcome failed(CertificateRequest request, Throwable failure) {
        String name = request.name();
        Instant now = clock.instant();
        RenewalPlan before = plan(name).orElse(RenewalPlan.first(now)).seenAt(now);
        Duration wait = BackOff.after(before.failures() + 1, random);
        if (failure instanceof GatehouseException known) {
            Duration asked = known.retryAfter().orElse(Duration.ZERO);
            Duration bounded = asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
            wait = wait.compareTo(bounded) > 0 ? wait : bounded;
        }
        RenewalPlan plan = before.failed(now, now.plus(wait), failure.getMessage());
        save(name, plan);
        tell(request, plan, now.plus(wait), failure);
        return new Outcome(false, failure, now.plus(wait));
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
        try {
            return usable(request);
        } catch (GatehouseException e) {
            LOG.warn("What is served for {} cannot be read again: {}", request.name(), e.getMessage());
            return live.served(request.name());
        }
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
            unsaved.put(name, plan);
        }
    }
}
