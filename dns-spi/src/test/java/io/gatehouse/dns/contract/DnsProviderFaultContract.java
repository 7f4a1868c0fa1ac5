package io.gatehouse.dns.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DnsProvider} must do when its vendor fails. Extend it with a server that can be told to fail, beside
 * {@link DnsProviderContract}, whose server need not be; both may be one.
 */
public abstract class DnsProviderFaultContract extends ZoneContract {
    /** What a vendor does wrong. */
    public enum Fault {
        /** Says that there were too many requests, and to come back after {@link #RETRY_AFTER}. */
        RATE_LIMITED,
        /** Says that it failed. */
        SERVER_ERROR,
        /** Answers something that is not of its protocol, such as a page of HTML. */
        ANOTHER_PROTOCOL,
        /** Answers the first half of what it should. */
        HALF_AN_ANSWER,
        /** Takes the request and never answers. */
        SILENCE
    }

    /** What a server says that is told to fail with {@link Fault#RATE_LIMITED}. */
    protected static final Duration RETRY_AFTER = Duration.ofSeconds(7);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** For JUnit and for subclasses. */
    protected DnsProviderFaultContract() {}

    /** Those that the provider's protocol knows. */
    protected abstract Set<Fault> faults();

    /** Makes the server do that at each request, until {@link #work()}. */
    protected abstract void failWith(Fault fault);

    /** Makes the server do that at the next request only. */
    protected abstract void failOnceWith(Fault fault);

    /** Makes the server work again. */
    protected abstract void work();

    /** A provider with good credentials that waits so long for an answer. */
    protected abstract DnsProvider providerThatWaits(Duration timeout);

    /** Waits until the server, told to be silent, has a request that it does not answer. */
    protected abstract void awaitUnansweredRequest() throws InterruptedException;

    private DnsProviderException failureOf(Fault fault) {
        Assumptions.assumeTrue(faults().contains(fault), () -> "the protocol knows no " + fault);
        failWith(fault);
        return assertThrows(DnsProviderException.class, () -> append(txt("value")));
    }

    private void assertTheSameCallSucceedsLater() {
        work();
        append(txt("value"));
        assertValues("value");
    }

    @Test
    public void aRateLimitIsToldWithItsTimeAndNotTriedAgain() {
        DnsProviderException failure = failureOf(Fault.RATE_LIMITED);
        assertFailure(Kind.RATE_LIMITED, failure);
        assertEquals(Optional.of(RETRY_AFTER), failure.retryAfter());
        assertTheSameCallSucceedsLater();
    }

    @Test
    public void aFailureOfTheVendorCanBeTriedAgain() {
        DnsProviderException failure = failureOf(Fault.SERVER_ERROR);
        assertFailure(Kind.SERVER_FAILED, failure);
        assertTrue(failure.kind().isRetryable());
        assertTheSameCallSucceedsLater();
    }

    @Test
    public void aFailureInPassingIsOverAtTheNextTry() {
        Assumptions.assumeTrue(faults().contains(Fault.SERVER_ERROR));
        failOnceWith(Fault.SERVER_ERROR);
        try {
            append(txt("value"));
        } catch (DnsProviderException e) {
            // A provider may repeat what only reads, and so get past it by itself.
            assertFailure(Kind.SERVER_FAILED, e);
            append(txt("value"));
        }
        assertValues("value");
    }

    @Test
    public void anAnswerOfAnotherProtocolIsNotBelieved() {
        assertFailure(Kind.MALFORMED_ANSWER, failureOf(Fault.ANOTHER_PROTOCOL));
        assertTheSameCallSucceedsLater();
    }

    @Test
    public void halfAnAnswerIsNotBelieved() {
        assertFailure(Kind.MALFORMED_ANSWER, failureOf(Fault.HALF_AN_ANSWER));
        assertTheSameCallSucceedsLater();
    }

    @Test
    public void silenceEndsWithTheTimeLimit() throws Exception {
        Assumptions.assumeTrue(faults().contains(Fault.SILENCE));
        failWith(Fault.SILENCE);
        willBeWritten(List.of(txt("value")));
        try (DnsProvider impatient = providerThatWaits(Duration.ofMillis(200))) {
            DnsProviderException failure =
                    assertThrows(DnsProviderException.class, () -> impatient.append(zone(), List.of(txt("value"))));
            assertFailure(Kind.UNREACHABLE, failure);
        }
        assertTheSameCallSucceedsLater();
    }

    @Test
    public void aThreadThatIsInterruptedGetsOutInMidCall() throws Exception {
        Assumptions.assumeTrue(faults().contains(Fault.SILENCE));
        failWith(Fault.SILENCE);
        willBeWritten(List.of(txt("value")));
        CompletableFuture<Boolean> isStillInterrupted = new CompletableFuture<>();
        try (DnsProvider patient = providerThatWaits(LIMIT.multipliedBy(10))) {
            Thread caller = new Thread(() -> {
                try {
                    patient.append(zone(), List.of(txt("value")));
                    isStillInterrupted.completeExceptionally(new AssertionError("nobody answered, and yet it is done"));
                } catch (DnsProviderException e) {
                    try {
                        assertFailure(Kind.CANCELLED, e);
                        isStillInterrupted.complete(Thread.currentThread().isInterrupted());
                    } catch (AssertionError other) {
                        isStillInterrupted.completeExceptionally(other);
                    }
                }
            });
            caller.setDaemon(true);
            caller.start();
            awaitUnansweredRequest();
            caller.interrupt();
            assertTrue(isStillInterrupted.get(LIMIT.toSeconds(), TimeUnit.SECONDS), "the thread is still marked");
        }
        assertTheSameCallSucceedsLater();
    }
}
