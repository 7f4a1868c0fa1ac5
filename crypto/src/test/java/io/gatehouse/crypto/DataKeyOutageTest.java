package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.FaultyKey.Fault;
import io.gatehouse.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/guide/crypto-outages.md} says of each outage. */
class DataKeyOutageTest {
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");
    private static final Place PLACE = Place.of("access_key", "secret", 1);
    private static final int THREADS = 4;

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final DataKeyPolicy policy = DataKeyPolicy.builder().clock(clock).build();
    private final FaultyKey kek = new FaultyKey(TestKeys.KEK);
    private final FaultyKey other = new FaultyKey(TestKeys.OTHER_KEK);
    private final FaultyStore store = new FaultyStore();

    /** What hangs is waited for in full; what does not has all the time that a slow machine needs. */
    private Duration timeLimit = Duration.ofSeconds(30);

    private EnvelopeCipher stored() {
        return EnvelopeCipher.builder(guarded(kek)).dataKeys(store, policy).build();
    }

    private KeyEncryptionKey guarded(FaultyKey key) {
        return ResilientKey.builder(key)
                .timeLimit(timeLimit)
                .retries(0)
                .circuitBreaker(5, Duration.ofMillis(100))
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWN", "HANGS", "THROTTLES", "THROWS_SOMETHING_ELSE"})
    void nothingIsLostWhenTheKekFailsUnderLoad(Fault fault) {
        limitWhatHangs(fault);
        killUnderLoad(stored(), fault);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWN", "HANGS"})
    void nothingIsLostWhereEnvelopesCarryTheirDataKeys(Fault fault) {
        limitWhatHangs(fault);
        killUnderLoad(
                EnvelopeCipher.builder(guarded(kek)).sharedDataKeys(policy).build(), fault);
    }

    private void limitWhatHangs(Fault fault) {
        if (fault == Fault.HANGS) {
            timeLimit = Duration.ofSeconds(3);
        }
    }

    private void killUnderLoad(EnvelopeCipher cipher, Fault fault) {
        Load load = new Load(cipher);
        load.start();
        load.awaitMore(200);

        kek.fault = fault;
        clock.advance(policy.cacheTime());
        load.awaitMore(200);
        assertThat(load.refused).as("what is cached goes on").hasValue(0);

        clock.advance(policy.outageTime());
        await(() -> load.refused.get() > 0);

        kek.fault = Fault.NONE;
        load.awaitMore(200);
        load.stop();
        assertThat(load.broken)
                .as("other failures than KeyUnavailableException")
                .hasValue(null);
        EnvelopeCipher restarted =
                EnvelopeCipher.builder(kek).dataKeys(store, policy).build();
        assertThat(load.written).hasSizeGreaterThan(600);
        load.written.forEach((place, envelope) ->
                assertThat(restarted.decrypt(envelope).boundTo(place)).isEqualTo(SECRET));
    }

    @Test
    void nothingIsLostWhenTheStoreFailsUnderLoad() {
        Load load = new Load(stored());
        load.start();
        load.awaitMore(200);
        store.down = true;
        clock.advance(policy.cacheTime());
        load.awaitMore(200);
        assertThat(load.refused).hasValue(0);
        clock.advance(policy.outageTime());
        await(() -> load.refused.get() > 0);
        store.down = false;
        load.awaitMore(200);
        load.stop();
        assertThat(load.broken).hasValue(null);
        EnvelopeCipher restarted =
                EnvelopeCipher.builder(kek).dataKeys(store, policy).build();
        load.written.forEach((place, envelope) ->
                assertThat(restarted.decrypt(envelope).boundTo(place)).isEqualTo(SECRET));
    }

    @Test
    void aProcessThatStartsInAnOutageEncryptsNothing() {
        kek.fault = Fault.DOWN;
        assertThatThrownBy(() -> stored().encrypt(SECRET).boundTo(PLACE)).isInstanceOf(KeyUnavailableException.class);
        assertThat(store.list(null, 10)).isEmpty();
    }

    @Test
    void aKeyThatIsTooOldEncryptsThroughAnOutage() {
        EnvelopeCipher cipher = stored();
        Envelope before = cipher.encrypt(SECRET).boundTo(PLACE);
        clock.advance(policy.maxAge().minusMinutes(30));
        cipher.encrypt(SECRET).boundTo(PLACE);
        kek.fault = Fault.DOWN;
        clock.advance(Duration.ofHours(1));
        assertThat(cipher.encrypt(SECRET).boundTo(PLACE).dataKeyId()).isEqualTo(before.dataKeyId());
        kek.fault = Fault.NONE;
        clock.advance(policy.outageTime());
        assertThat(eventually(() -> cipher.encrypt(SECRET).boundTo(PLACE)).dataKeyId())
                .isNotEqualTo(before.dataKeyId());
    }

    @Test
    void anOutageTimeOfZeroEndsWithTheCacheTime() {
        DataKeyPolicy strict =
                DataKeyPolicy.builder().clock(clock).outageTime(Duration.ZERO).build();
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(kek).dataKeys(store, strict).build();
        Envelope envelope = cipher.encrypt(SECRET).boundTo(PLACE);
        kek.fault = Fault.DOWN;
        clock.advance(strict.cacheTime());
        assertThatThrownBy(() -> cipher.decrypt(envelope).boundTo(PLACE)).isInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void aKekThatLiesWhenItWrapsIsFoundOut() {
        kek.fault = Fault.WRAPS_TO_NONSENSE;
        assertThatThrownBy(() -> stored().encrypt(SECRET).boundTo(PLACE))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("does not unwrap it again");
        assertThat(store.list(null, 10)).isEmpty();
    }

    @Test
    void aKekThatReturnsAnotherKeyIsRefusedAndOutlivedByASecond() {
        EnvelopeCipher both = EnvelopeCipher.builder(guarded(kek))
                .alsoEncryptsTo(guarded(other))
                .dataKeys(store, policy)
                .build();
        Envelope envelope = both.encrypt(SECRET).boundTo(PLACE);
        kek.fault = Fault.UNWRAPS_TO_ANOTHER_KEY;
        clock.advance(policy.cacheTime());
        assertThat(both.decrypt(envelope).boundTo(PLACE)).isEqualTo(SECRET);
        try (CapturedLog log = new CapturedLog()) {
            assertThatThrownBy(() -> stored().decrypt(envelope).boundTo(PLACE)).isInstanceOf(DecryptionException.class);
            assertThat(String.join("\n", log.lines())).contains("its KEK answers with another key");
        }
        kek.fault = Fault.NONE;
        assertThat(stored().decrypt(envelope).boundTo(PLACE)).isEqualTo(SECRET);
    }

    @Test
    void aThrottledCallerIsToldHowLong() {
        Envelope envelope = stored().encrypt(SECRET).boundTo(PLACE);
        kek.fault = Fault.THROTTLES;
        assertThatThrownBy(() -> stored().decrypt(envelope).boundTo(PLACE))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Optional.of(kek.retryAfter)));
    }

    private static Envelope eventually(Supplier<Envelope> call) {
        AtomicReference<@Nullable Envelope> result = new AtomicReference<>();
        await(() -> {
            try {
                result.set(call.get());
                return true;
            } catch (KeyUnavailableException e) {
                return false;
            }
        });
        return Objects.requireNonNull(result.get());
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("a minute was not enough").isBefore(deadline);
            // Not spinning: the load needs the processors.
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Threads that encrypt, keep, and decrypt what they wrote, until they are stopped. */
    private static final class Load {
        final Map<Place, Envelope> written = new ConcurrentHashMap<>();
        final AtomicInteger done = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        private final List<Thread> threads = new ArrayList<>();
        private final EnvelopeCipher cipher;
        private volatile boolean stopped;

        Load(EnvelopeCipher cipher) {
            this.cipher = cipher;
        }

        void start() {
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                Thread thread = new Thread(() -> run(number));
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        void awaitMore(int count) {
            int target = done.get() + count;
            await(() -> done.get() >= target || broken.get() != null);
        }

        void stop() {
            stopped = true;
            for (Thread thread : threads) {
                try {
                    thread.join(Duration.ofMinutes(1).toMillis());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                assertThat(thread.isAlive()).isFalse();
            }
        }

        private void run(int number) {
            for (int i = 0; !stopped && broken.get() == null; i++) {
                Place place = Place.of("access_key", "secret", number + "-" + i);
                try {
                    Envelope envelope = cipher.encrypt(SECRET).boundTo(place);
                    written.put(place, envelope);
                    assertThat(cipher.decrypt(envelope).boundTo(place)).isEqualTo(SECRET);
                    done.incrementAndGet();
                } catch (KeyUnavailableException | DataKeyStoreException e) {
                    refused.incrementAndGet();
                } catch (RuntimeException | AssertionError e) {
                    broken.compareAndSet(null, e);
                }
            }
        }
    }

    /** A store in memory that can be down. */
    private static final class FaultyStore implements DataKeyStore {
        volatile boolean down;
        private final DataKeyStore inner = DataKeyStore.inMemory();

        @Override
        public Optional<StoredDataKey> find(DataKeyId id) {
            return up().find(id);
        }

        @Override
        public Optional<StoredDataKey> active(DataKeyScope scope) {
            return up().active(scope);
        }

        @Override
        public void add(StoredDataKey key) {
            up().add(key);
        }

        @Override
        public boolean replace(StoredDataKey changed) {
            return up().replace(changed);
        }

        @Override
        public List<StoredDataKey> list(@Nullable DataKeyId after, int limit) {
            return up().list(after, limit);
        }

        @Override
        public List<StoredDataKey> list(DataKeyScope scope) {
            return up().list(scope);
        }

        private DataKeyStore up() {
            if (down) {
                throw new DataKeyStoreException("The test store is down", null);
            }
            return inner;
        }
    }
}
