package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Threads that encrypt, keep, and decrypt what they wrote, until they are closed. */
final class SecretsUnderLoad implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Secret SECRET = Secret.ofText("correct horse battery staple");

    final Map<Place, Envelope> written = new ConcurrentHashMap<>();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicReference<@Nullable KeyUnavailableException> lastRefusal = new AtomicReference<>();
    volatile String tenant = "acme";

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final EnvelopeCipher cipher;
    private volatile boolean stopped;

    SecretsUnderLoad(EnvelopeCipher cipher) {
        this.cipher = cipher;
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    void awaitMore(int count) {
        int target = done.get() + count;
        await(() -> done.get() >= target || broken.get() != null);
        assertThat(broken).as("other failures than KeyUnavailableException").hasValue(null);
    }

    static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("a minute was not enough").isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Whatever was returned as an envelope is decrypted, whatever failed in between. */
    void assertNothingIsLost(EnvelopeCipher reader) {
        close();
        assertThat(broken).as("other failures than KeyUnavailableException").hasValue(null);
        assertThat(written).isNotEmpty();
        written.forEach((place, envelope) ->
                assertThat(reader.decrypt(envelope).boundTo(place)).isEqualTo(SECRET));
    }

    @Override
    public void close() {
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
            Place place = Place.of("access_key", "secret", number + "-" + i).withTenant(tenant);
            try {
                Envelope envelope = cipher.encrypt(SECRET).boundTo(place);
                written.put(place, envelope);
                assertThat(cipher.decrypt(envelope).boundTo(place)).isEqualTo(SECRET);
                done.incrementAndGet();
            } catch (KeyUnavailableException e) {
                lastRefusal.set(e);
                refused.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                broken.compareAndSet(null, e);
            }
            // A service under load, not a benchmark: what was written is kept, and is decrypted in the end.
            LockSupport.parkNanos(500_000);
        }
    }
}
