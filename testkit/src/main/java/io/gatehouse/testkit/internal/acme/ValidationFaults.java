package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What goes wrong with validations before they begin. Thread-safe. */
final class ValidationFaults {
    private final Set<Identifier> failing = new HashSet<>();
    private final Map<Identifier, Boolean> nextTurnFails = new HashMap<>();
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    private Duration delay = Duration.ZERO;

    synchronized void fail(Identifier identifier) {
        failing.add(identifier);
    }

    synchronized void flap(Identifier identifier) {
        nextTurnFails.put(identifier, true);
    }

    synchronized void slow(Duration each) {
        delay = each;
    }

    synchronized void hold() {
        if (gate.isDone()) {
            gate = new CompletableFuture<>();
        }
    }

    synchronized void release() {
        gate.complete(null);
    }

    synchronized void clear() {
        failing.clear();
        nextTurnFails.clear();
        delay = Duration.ZERO;
        release();
    }

    /** Waits as long as it is told, then throws what the validation is to fail with. */
    void before(Identifier identifier) {
        await();
        if (fails(identifier)) {
            throw ProblemType.CONNECTION.because(
                    "the test asked for the validation of " + identifier.text() + " to fail");
        }
    }

    private synchronized boolean fails(Identifier identifier) {
        boolean turn = nextTurnFails.getOrDefault(identifier, false);
        nextTurnFails.computeIfPresent(identifier, (same, failed) -> !failed);
        return turn || failing.contains(identifier);
    }

    private void await() {
        CompletableFuture<Void> told;
        Duration each;
        synchronized (this) {
            told = gate;
            each = delay;
        }
        try {
            told.get();
            if (!each.isZero()) {
                new CompletableFuture<Void>()
                        .completeOnTimeout(null, each.toNanos(), TimeUnit.NANOSECONDS)
                        .get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemType.SERVER_INTERNAL.because("the CA was closed during the validation");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a gate only ever opens", e);
        }
    }
}
