package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.crypto.FaultyKey.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResilientKeyTest {
    /** Waited for in full by the one test of a system that hangs. */
    private static final Duration SHORT = Duration.ofMillis(200);

    /** No machine is so slow, and it is less than a throttling system asks for. */
    private static final Duration LONG = Duration.ofSeconds(50);

    private static final byte[] DATA_KEY = TestKeys.counting(1, 32);
    private static final byte[] BINDING = TestKeys.counting(2, 44);

    private final FaultyKey remote = new FaultyKey(TestKeys.KEK);

    private ResilientKey.Builder guarded() {
        return ResilientKey.builder(remote)
                .timeLimit(LONG)
                .retryWait(Duration.ofMillis(1))
                .circuitBreaker(100, Duration.ofMinutes(10));
    }

    @Test
    void passesOnWhatTheKeySays() {
        KeyEncryptionKey key = guarded().build();
        byte[] wrapped = key.wrap(DATA_KEY, BINDING);
        assertThat(key.unwrap(wrapped, BINDING)).hasValue(DATA_KEY);
        assertThat(key.unwrap(wrapped, new byte[0])).isEmpty();
        assertThat(key.id()).isEqualTo(remote.id());
        assertThat(key.name()).isEqualTo(remote.name());
        assertThat(key.version()).isEqualTo(1);
        assertThat(key.versionOf(wrapped)).isEqualTo(1);
    }

    @AfterEach
    void recover() {
        remote.fault = Fault.NONE;
    }

    @Test
    void aHangingSystemHangsNobody() {
        remote.fault = Fault.HANGS;
        KeyEncryptionKey key = guarded().timeLimit(SHORT).retries(0).build();
        assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("did not answer within PT0.2S")
                .hasMessageContaining(remote.name());
        assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING)).hasMessageContaining("did not answer");
    }

    @Test
    void theThreadsThatHangAreBounded() {
        remote.fault = Fault.HANGS;
        KeyEncryptionKey key = guarded().retries(0).maxConcurrentCalls(2).build();
        for (int i = 0; i < 2; i++) {
            Thread hangs = new Thread(() -> key.wrap(DATA_KEY, BINDING));
            hangs.setDaemon(true);
            hangs.start();
        }
        await(() -> remote.calls() == 2);
        assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("2 calls to it are under way");
        assertThat(remote.calls()).isEqualTo(2);
    }

    @Test
    void anOutageIsTriedAgain() {
        remote.fault = Fault.DOWN;
        KeyEncryptionKey key = guarded().retries(3).build();
        assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING)).isInstanceOf(KeyUnavailableException.class);
        assertThat(remote.unwraps).hasValue(4);
    }

    @Test
    void notAuthenticIsAnAnswerAndNotTriedAgain() {
        KeyEncryptionKey key = guarded().retries(3).build();
        assertThat(key.unwrap(new byte[48], BINDING)).isEmpty();
        assertThat(remote.unwraps).hasValue(1);
    }

    @Test
    void aThrottledCallerIsToldHowLong() {
        remote.fault = Fault.THROTTLES;
        KeyEncryptionKey key = guarded().retries(3).build();
        assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(remote.retryAfter));
        assertThat(remote.wraps).as("a minute is more than a call may take").hasValue(1);
    }

    @Test
    void aSystemThatKeepsFailingIsLeftAlone() {
        remote.fault = Fault.DOWN;
        KeyEncryptionKey key =
                guarded().retries(0).circuitBreaker(3, Duration.ofMinutes(10)).build();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING)).hasMessage("The test key is down");
        }
        remote.fault = Fault.NONE;
        assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("left alone")
                .satisfies(e -> assertThat(((KeyUnavailableException) e).retryAfter())
                        .hasValueSatisfying(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofMinutes(10))));
        assertThat(remote.unwraps).hasValue(3);
    }

    @Test
    void aSystemThatWasLeftAloneIsAskedAgain() {
        remote.fault = Fault.DOWN;
        KeyEncryptionKey key =
                guarded().retries(0).circuitBreaker(3, Duration.ofMillis(1)).build();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> key.unwrap(DATA_KEY, BINDING)).isInstanceOf(KeyUnavailableException.class);
        }
        remote.fault = Fault.NONE;
        await(() -> answers(key));
        assertThat(key.unwrap(key.wrap(DATA_KEY, BINDING), BINDING)).hasValue(DATA_KEY);
    }

    private static boolean answers(KeyEncryptionKey key) {
        try {
            return key.wrap(DATA_KEY, BINDING).length > 0;
        } catch (KeyUnavailableException e) {
            assertThat(e).hasMessageContaining("left alone");
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HANGS", "DOWN"})
    void whoWaitsForAnAnswerOrTheNextAttemptCanBeInterrupted(Fault fault) throws Exception {
        remote.fault = fault;
        KeyEncryptionKey key = guarded()
                .timeLimit(Duration.ofMinutes(10))
                .retryWait(Duration.ofMinutes(10))
                .build();
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                key.wrap(DATA_KEY, BINDING);
            } catch (KeyUnavailableException e) {
                // Between the answer and the wait for the next attempt, it is the answer that is told.
                stillInterrupted.complete(Thread.currentThread().isInterrupted()
                        && String.valueOf(e.getMessage()).matches(".*(was interrupted|is down)"));
            }
        });
        caller.setDaemon(true);
        caller.start();
        await(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        assertThat(stillInterrupted.get(1, TimeUnit.MINUTES)).isTrue();
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("a minute was not enough").isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aLieIsFoundOutBeforeAnythingIsEncrypted() {
        remote.fault = Fault.WRAPS_TO_NONSENSE;
        assertThatThrownBy(() -> guarded().build().wrap(DATA_KEY, BINDING))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("does not unwrap it again");
        remote.fault = Fault.UNWRAPS_TO_ANOTHER_KEY;
        assertThatThrownBy(() -> guarded().build().wrap(DATA_KEY, BINDING)).hasMessageContaining("does not unwrap");
        assertThat(guarded().checksWraps(false).build().wrap(DATA_KEY, BINDING)).isNotEmpty();
    }

    @Test
    void aBugOfTheProviderIsAnOutage() {
        remote.fault = Fault.THROWS_SOMETHING_ELSE;
        assertThatThrownBy(() -> guarded().build().wrap(DATA_KEY, BINDING))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("A bug of the provider")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesSettingsThatAreNone() {
        assertThatThrownBy(() -> ResilientKey.builder(remote)
                        .timeLimit(Duration.ZERO)
                        .retries(-1)
                        .retryWait(Duration.ofSeconds(-1))
                        .circuitBreaker(0, Duration.ZERO)
                        .maxConcurrentCalls(0)
                        .build())
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems()).hasSize(6));
    }
}
