package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    /** A program is ended by whoever runs it, which may take a moment. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private static final int LONGEST_LOCK_NAME = 200;

    private final CertificateStore store;
    private final List<Hook> hooks;
    private final CertificateEvents events;
    private final Clock clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;
    private final Map<Run, Thread> begun = new ConcurrentHashMap<>();

    /**
     * A hook with the name that the journal knows it by.
     *
     * @param limit after which it is interrupted
     */
    record Hook(String name, DeployHook hook, Duration limit) {
        Hook(String name, DeployHook hook) {
            this(
                    name,
                    hook,
                    hook instanceof CommandHook command ? command.limit().plus(SLACK) : LIMIT);
        }
    }

    private record Run(String name, String hook) {}

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

    boolean hasHooks() {
        return !hooks.isEmpty();
    }

    /** Runs every hook that is due for the certificate. */
    Result run(String name, CertificateBundle certificate) {
        Throwable failure = null;
        if (!dueHooks(name, certificate).isEmpty()) {
            String lockName = "~" + name;
            try (StoreLock held = store.lock(
                    lockName.substring(0, Math.min(lockName.length(), LONGEST_LOCK_NAME)),
                    hooks.stream().map(Hook::limit).reduce(SLACK, Duration::plus))) {
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
        } catch (InterruptedException e) {
            // Begun it stays in the journal, for nobody knows how far it came.
            Thread.currentThread().interrupt();
            throw new DeployHookException(
                    "Interrupted while the deploy hook \"" + hook.name() + "\" ran for " + name + "; it is run again.",
                    e);
        } catch (Exception e) {
            failed(name, hook, before, e);
            return e;
        }
        before.done(hook.name()).write(store, name);
        events.publish(new CertificateEvent.Deployed(name, hook.name(), certificate));
        return null;
    }

    private void withinLimit(Hook hook, Deployment deployment) throws Exception {
        Run run = new Run(deployment.name(), hook.name());
        Thread last = begun.get(run);
        if (last != null && last.isAlive()) {
            throw new DeployHookException(
                    "It has not returned though it was interrupted, and is not run beside itself. See where the thread "
                            + last.getName() + " hangs.",
                    null);
        }
        FutureTask<Hook> task = new FutureTask<>(() -> {
            hook.hook().deploy(deployment);
            return hook;
        });
        Thread thread = threads.newThread(task);
        begun.put(run, thread);
        thread.start();
        try {
            task.get(hook.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new DeployHookException(
                    "It had not returned after " + hook.limit().toSeconds() + " s and was interrupted.", e);
        } finally {
            task.cancel(true);
            begun.computeIfPresent(run, (key, known) -> known.isAlive() ? known : null);
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
