package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyPolicy;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.ResilientKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The snippet of {@code docs/guide/crypto-outages.md}. */
class CryptoOutagesSnippetTest {
    @Test
    void keysInOtherSystemsAreGuarded() {
        KeyEncryptionKey remote = KeyEncryptionKey.fromBytes(Secret.ofBytes(new byte[32]));
        KeyEncryptionKey second = KeyEncryptionKey.fromBytes(Secret.ofText("0123456789abcdef0123456789abcdef"));
        DataKeyStore store = DataKeyStore.inMemory();
        // region outages
        KeyEncryptionKey guarded = ResilientKey.builder(remote)
                .timeLimit(Duration.ofSeconds(2))
                .circuitBreaker(5, Duration.ofSeconds(10))
                .build();
        DataKeyPolicy policy = DataKeyPolicy.builder()
                .cacheTime(Duration.ofHours(1))
                .outageTime(Duration.ofHours(4))
                .build();
        EnvelopeCipher cipher = EnvelopeCipher.builder(guarded)
                .alsoEncryptsTo(second)
                .dataKeys(store, policy)
                .build();
        // end
        Envelope envelope = cipher.encrypt(Secret.ofText("password")).boundTo("access_key", "secret", 1);
        assertThat(store.find(envelope.dataKeyId()).orElseThrow().wrapped()).hasSize(2);
        assertThat(cipher.decrypt(envelope).boundTo("access_key", "secret", 1)).isEqualTo(Secret.ofText("password"));
    }
}
