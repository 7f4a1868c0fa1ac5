package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs deploy hooks, each once for a certificate that has become current. What has begun and what is done is journaled
 * before and after ({@link StateKind#DEPLOYMENT}). Safe for use by many threads and, by a lock apart from the one that
 * orders are made under, by many processes: a hook that hangs keeps no certificate from being renewed.
 */
final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int LONGEST_LOCK_NAME = 200;

    private final CertificateStore store;
    private final List<Hook> hooks;
    private final CertificateEvents events;
    private final Clock clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;

    /** A hook with the name that the journal knows it by. */
    record Hook(String name, DeployHook hook) {}

    Deployments(
            CertificateStore store,
            List<Hook> hooks,
            CertificateEvents events,
            Clock clock,
            RandomGenerator random,
            ThreadFactory threads) {
        this.store = store;
        this.hooks = List.copyOf(hooks);
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.threads = threads;
    }

    /**
     * What came of running the hooks.
     *
     * @param failure what one of them failed of just now, or {@code null}
     * @param next when to come back for those that failed, now or before
     */
    record Result(@Nullable Throwable failure, Optional<Instant> next) {}

    /** Runs every hook that is due for the certificate. */
    Result run(String name, CertificateBundle certificate) {
        Throwable failure = null;
        if (!dueHooks(name, certificate).isEmpty()) {
            String lockName = "~" + name;
            try (StoreLock held = store.lock(
                    lockName.substring(0, Math.min(lockName.length(), LONGEST_LOCK_NAME)),
                    LIMIT.multipliedBy(hooks.size()))) {
                LOG.debug("Holding {}", held);
                // Another process may have run them while this one waited.
                for (Hook hook : dueHooks(name, certificate)) {
                    Throwable each = run(name, certificate, hook);
                    failure = each == null ? failure : each;
                }
            }
        }
        return new Result(failure, nextAttempt(name, certificate));
    }

    private List<Hook> dueHooks(String name, CertificateBundle certificate) {
        if (hooks.isEmpty()) {
            return List.of();
        }
        DeploymentState state = DeploymentState.read(store, name, certificate);
        Instant now = clock.instant();
        return hooks.stream().filter(hook -> state.isDue(hook.name(), now)).toList();
    }

    private Optional<Instant> nextAttempt(String name, CertificateBundle certificate) {
        if (hooks.isEmpty()) {
            return Optional.empty();
        }
        DeploymentState state = DeploymentState.read(store, name, certificate);
        return hooks.stream()
                .flatMap(hook -> state.nextAttempt(hook.name()).stream())
                .min(Comparator.naturalOrder());
    }

    private @Nullable Throwable run(String name, CertificateBundle certificate, Hook hook) {
        DeploymentState before = DeploymentState.read(store, name, certificate);
        before.begun(hook.name()).write(store, name);
        try {
            withinLimit(hook, new Deployment(name, certificate, store.folder(name)));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            failed(name, hook, before, e);
            return e;
        }
        before.done(hook.name()).write(store, name);
        events.publish(new CertificateEvent.Deployed(name, hook.name(), certificate));
        return null;
    }

    private void withinLimit(Hook hook, Deployment deployment) throws Exception {
        FutureTask<Hook> task = new FutureTask<>(() -> {
            hook.hook().deploy(deployment);
            return hook;
        });
        threads.newThread(task).start();
        try {
            task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new DeployHookException(
                    "It had not returned after " + LIMIT.toMinutes() + " minutes and was interrupted.", e);
        } finally {
            task.cancel(true);
        }
    }

    private void failed(String name, Hook hook, DeploymentState before, Exception e) {
        int attempt = before.failures(hook.name()) + 1;
        Instant next = clock.instant().plus(BackOff.after(attempt, random));
        before.failed(hook.name(), attempt, next).write(store, name);
        LOG.error(
                "Deploy hook \"{}\" for {} failed, attempt {}; it is run again at {}: {}",
                hook.name(),
                name,
                attempt,
                next,
                e.toString(),
                e);
        events.publish(new CertificateEvent.DeployFailed(name, hook.name(), attempt, next, e));
    }
}
