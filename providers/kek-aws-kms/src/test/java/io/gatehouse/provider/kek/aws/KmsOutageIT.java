package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyPolicy;
import io.gatehouse.crypto.DataKeyScope;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.ResilientKey;
import io.gatehouse.crypto.WrappedDataKey;
import io.gatehouse.testkit.MovableClock;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A KMS in a process of its own that dies or hangs while several threads encrypt and decrypt. */
class KmsOutageIT {
    @RegisterExtension
    static final Peers peers = Peers.create();

    private static Moto moto;
    private static Moto second;

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final DataKeyPolicy policy = DataKeyPolicy.builder().clock(clock).build();
    private final DataKeyStore store = DataKeyStore.inMemory();
    /** What hangs is waited for in full; what does not has all the time that a slow machine needs. */
    private Duration timeLimit = Duration.ofSeconds(30);

    @BeforeAll
    static void startTwo() {
        moto = Moto.start(peers);
        second = Moto.start(peers);
    }

    @Test
    void encryptionGoesOnByTheSecondKeyWhenKmsIsKilled() {
        Moto mortal = Moto.start(peers);
        CountingKey first = new CountingKey(Moto.open(mortal.createKey(), mortal.port()));
        CountingKey other = new CountingKey(Moto.open(second.createKey(), second.port()));
        try (SecretsUnderLoad load = new SecretsUnderLoad(cipher(first, other))) {
            load.awaitMore(200);
            int calls = first.calls.get() + other.calls.get();
            load.awaitMore(200);
            mortal.kill();
            load.awaitMore(200);
            assertThat(first.calls.get() + other.calls.get())
                    .as("no call on the warm path, whether KMS is there or not")
                    .isEqualTo(calls);

            load.tenant = "umbrella";
            load.awaitMore(200);
            assertThat(store.list(DataKeyScope.ofTenant("umbrella")))
                    .singleElement()
                    .satisfies(key -> assertThat(key.wrapped())
                            .extracting(WrappedDataKey::kek)
                            .containsExactly(other.id()));

            Moto.start(peers, mortal.port());
            load.tenant = "initech";
            load.awaitMore(200);
            assertThat(load.refused)
                    .as("one key was always there; the one that came back has forgotten its own")
                    .hasValue(0);
            load.assertNothingIsLost(cipher(first, other));
            load.assertNothingIsLost(
                    EnvelopeCipher.builder(other).dataKeys(store, policy).build());
        }
    }

    @Test
    void whatIsInMemoryOutlivesADeadKmsForItsTime() throws IOException {
        try (TcpRelay relay = new TcpRelay(moto.port())) {
            outlives(relay.port(), relay::cut, relay::mend);
        }
    }

    @Test
    void whatIsInMemoryOutlivesAHangingKmsForItsTime() throws IOException {
        timeLimit = Duration.ofSeconds(4);
        try {
            outlives(moto.port(), moto::hang, moto::goOn);
        } finally {
            moto.goOn();
        }
    }

    /** Begins or ends an outage. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private void outlives(int port, Step outage, Step recovery) throws IOException {
        String arn = moto.createKey();
        CountingKey key = new CountingKey(Moto.open(arn, port));
        Place place = Place.of("access_key", "secret", 1).withTenant("umbrella");
        Envelope early = cipher(key).encrypt(Secret.ofText("demo")).boundTo(place);
        try (SecretsUnderLoad load = new SecretsUnderLoad(cipher(key))) {
            load.awaitMore(200);
            int calls = key.calls.get();
            outage.take();
            load.awaitMore(200);
            assertThat(key.calls).as("no call on the warm path").hasValue(calls);

            clock.advance(policy.cacheTime());
            load.awaitMore(200);
            assertThat(load.refused).as("what is in memory is used on").hasValue(0);
            assertThatThrownBy(() -> cipher(key).decrypt(early).boundTo(place))
                    .as("what is not in memory is refused")
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining(arn);

            clock.advance(policy.outageTime());
            SecretsUnderLoad.await(() -> load.refused.get() > 0);
            assertThat(load.lastRefusal.get())
                    .hasMessageContaining(arn)
                    .hasMessageFindingMatch("did not answer|left alone");
            Map<Place, Envelope> before = Map.copyOf(load.written);

            recovery.take();
            load.awaitMore(200);
            assertThat(load.written).as("encrypts again").hasSizeGreaterThan(before.size());
            load.assertNothingIsLost(cipher(key));
            assertThat(cipher(key).decrypt(early).boundTo(place)).isEqualTo(Secret.ofText("demo"));
        }
    }

    /** A cipher of a process that has just started. */
    private EnvelopeCipher cipher(KeyEncryptionKey primary, KeyEncryptionKey... others) {
        EnvelopeCipher.Builder cipher = EnvelopeCipher.builder(guarded(primary)).dataKeys(store, policy);
        for (KeyEncryptionKey other : others) {
            cipher.alsoEncryptsTo(guarded(other));
        }
        return cipher.build();
    }

    private KeyEncryptionKey guarded(KeyEncryptionKey key) {
        return ResilientKey.builder(key)
                .timeLimit(timeLimit)
                .retries(0)
                .circuitBreaker(3, Duration.ofMillis(100))
                .build();
    }
}
