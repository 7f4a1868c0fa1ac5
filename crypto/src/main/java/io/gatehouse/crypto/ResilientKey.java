package io.gatehouse.crypto;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A key-encryption key in another system, guarded: a call has a time limit, what may pass is tried again after a growing
 * wait, and a system that keeps failing is left alone for a while (circuit breaker), so that callers fail at once.
 *
 * <pre>{@code
 * KeyEncryptionKey kek = ResilientKey.builder(remote).timeLimit(Duration.ofSeconds(2)).build();
 * }</pre>
 *
 * <p>Each wrapped data key is unwrapped once before it is trusted, so that a system that lies is found out before
 * anything is encrypted.
 *
 * <p>Only {@link KeyUnavailableException}s, calls over the time limit and exceptions that are none of Gatehouse's count as
 * outages; "not authentic" is an answer. Safe for use by several threads.
 */
public final class ResilientKey implements KeyEncryptionKey {
    private final KeyEncryptionKey key;
    private final Duration timeLimit;
    private final int maxConcurrentCalls;
    private final boolean checksWraps;
    private final ExecutorService threads;
    private final FailsafeExecutor<Object> guarded;

    private ResilientKey(Builder builder) {
        this.key = builder.key;
        this.timeLimit = builder.timeLimit;
        this.maxConcurrentCalls = builder.maxConcurrentCalls;
        this.checksWraps = builder.checksWraps;
        this.threads = BackgroundWork.threads("gatehouse-kek-" + key.id(), maxConcurrentCalls);
        this.guarded = Failsafe.with(retries(builder), breaker(builder));
    }

    /** Guards a key. */
    public static Builder builder(KeyEncryptionKey key) {
        return new Builder(key);
    }

    @Override
    public KekId id() {
        return key.id();
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public long version() {
        return guarded("tell its version", key::version);
    }

    @Override
    public long versionOf(byte[] wrappedKey) {
        return key.versionOf(wrappedKey);
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        return guarded("wrap", () -> {
            byte[] wrapped = key.wrap(dataKey, binding);
            if (checksWraps) {
                requireUnwraps(wrapped, dataKey, binding);
            }
            return wrapped;
        });
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        return guarded("unwrap", () -> key.unwrap(wrappedKey, binding));
    }

    @Override
    public String toString() {
        return "ResilientKey[" + key + "]";
    }

    private void requireUnwraps(byte[] wrapped, byte[] dataKey, byte[] binding) {
        byte[] unwrapped = key.unwrap(wrapped, binding).orElse(new byte[0]);
        boolean same = MessageDigest.isEqual(unwrapped, dataKey);
        Arrays.fill(unwrapped, (byte) 0);
        if (!same) {
            throw new KeyUnavailableException(
                    key.name() + " wrapped a data key and does not unwrap it again; nothing was encrypted under it."
                            + " Find out what answers in its place",
                    null);
        }
    }

    private <T> T guarded(String what, Callable<T> call) {
        try {
            return guarded.get(() -> limited(what, call));
        } catch (CircuitBreakerOpenException e) {
            Duration wait = e.getCircuitBreaker().getRemainingDelay();
            throw new KeyUnavailableException(
                    key.name() + " failed several times in a row and is left alone for " + wait + " more", wait, null);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw interrupted(what, e);
            }
            throw e;
        }
    }

    private <T> T limited(String what, Callable<T> call) {
        Future<T> answer = submit(what, call);
        try {
            return answer.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new KeyUnavailableException(
                    key.name() + " was to " + what + " a data key and did not answer within " + timeLimit, null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted(what, e);
        } catch (ExecutionException e) {
            throw failure(what, Objects.requireNonNull(e.getCause()));
        }
    }

    private KeyUnavailableException interrupted(String what, Exception cause) {
        return new KeyUnavailableException("The wait for " + key.name() + " to " + what + " was interrupted", cause);
    }

    private <T> Future<T> submit(String what, Callable<T> call) {
        try {
            return threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new KeyUnavailableException(
                    key.name() + " cannot " + what + " now: " + maxConcurrentCalls + " calls to it are under way",
                    null);
        }
    }

    private RuntimeException failure(String what, Throwable cause) {
        if (cause instanceof GatehouseException known) {
            return known;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new KeyUnavailableException(key.name() + " failed to " + what + " a data key: " + cause, cause);
    }

    private static RetryPolicy<Object> retries(Builder builder) {
        return RetryPolicy.builder()
                .handle(KeyUnavailableException.class)
                .withMaxRetries(builder.retries)
                .withBackoff(builder.retryWait, builder.retryWait.multipliedBy(8))
                .withJitter(0.25)
                .abortIf((result, failure) ->
                        Thread.currentThread().isInterrupted() || asksForMoreThan(builder.timeLimit, failure))
                .build();
    }

    /** A throttled client that is asked to wait longer than a call may take tells its caller so, and at once. */
    private static boolean asksForMoreThan(Duration limit, Throwable failure) {
        return failure instanceof GatehouseException known
                && known.retryAfter().filter(wait -> wait.compareTo(limit) > 0).isPresent();
    }

    private static CircuitBreaker<Object> breaker(Builder builder) {
        return CircuitBreaker.builder()
                .handle(KeyUnavailableException.class)
                .withFailureThreshold(builder.failures)
                .withDelay(builder.pause)
                .build();
    }

    /** How a key is guarded. Not safe for use by several threads. */
    public static final class Builder {
        private final KeyEncryptionKey key;
        private Duration timeLimit = Duration.ofSeconds(5);
        private int retries = 2;
        private Duration retryWait = Duration.ofMillis(100);
        private int failures = 5;
        private Duration pause = Duration.ofSeconds(10);
        private int maxConcurrentCalls = 16;
        private boolean checksWraps = true;

        private Builder(KeyEncryptionKey key) {
            this.key = key;
        }

        /** How long one attempt may take; 5 seconds by default. What hangs longer is abandoned on its thread. */
        public Builder timeLimit(Duration limit) {
            this.timeLimit = limit;
            return this;
        }

        /** How often an outage is met with another attempt; twice by default. */
        public Builder retries(int retries) {
            this.retries = retries;
            return this;
        }

        /** How long to wait before the second attempt; doubled for each further one, up to eightfold; 100 ms by default. */
        public Builder retryWait(Duration wait) {
            this.retryWait = wait;
            return this;
        }

        /** After how many failed attempts in a row the key is left alone, and for how long; 5 and 10 seconds by default. */
        public Builder circuitBreaker(int failures, Duration pause) {
            this.failures = failures;
            this.pause = pause;
            return this;
        }

        /** How many calls may be under way at once, those that hang among them; 16 by default. */
        public Builder maxConcurrentCalls(int calls) {
            this.maxConcurrentCalls = calls;
            return this;
        }

        /**
         * Whether each wrapped data key is unwrapped once before it is trusted; it is by default. Turn it off where this
         * process may wrap and not unwrap.
         */
        public Builder checksWraps(boolean checks) {
            this.checksWraps = checks;
            return this;
        }

        /**
         * Builds the guarded key.
         *
         * @throws InvalidModelException naming every value that is out of range
         */
        public ResilientKey build() {
            List<Problem> problems = new ArrayList<>();
            requirePositive("timeLimit", timeLimit, problems);
            requirePositive("retryWait", retryWait, problems);
            requirePositive("circuitBreaker pause", pause, problems);
            requireAtLeast("retries", retries, 0, problems);
            requireAtLeast("circuitBreaker failures", failures, 1, problems);
            requireAtLeast("maxConcurrentCalls", maxConcurrentCalls, 1, problems);
            if (!problems.isEmpty()) {
                throw new InvalidModelException("ResilientKey", problems);
            }
            return new ResilientKey(this);
        }

        private static void requirePositive(String field, Duration value, List<Problem> problems) {
            if (value.isNegative() || value.isZero()) {
                problems.add(new Problem(field, "is " + value + "; give a positive time"));
            }
        }

        private static void requireAtLeast(String field, int value, int least, List<Problem> problems) {
            if (value < least) {
                problems.add(new Problem(field, "is " + value + "; give " + least + " or more"));
            }
        }
    }
}
