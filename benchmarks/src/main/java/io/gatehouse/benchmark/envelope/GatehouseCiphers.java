package io.gatehouse.benchmark.envelope;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyPolicy;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.Suite;

/** This library under a local key-encryption key; the copies into and out of {@link Secret} are measured with it. */
final class GatehouseCiphers {
    private static final int KEY_BYTES = 32;

    private GatehouseCiphers() {}

    /** A data key for each envelope, carried inside. */
    static SecretCipher selfContained(Suite suite) {
        return bound(EnvelopeCipher.builder(newKey()).suite(suite).build());
    }

    /** A data key for many envelopes, kept in a store. */
    static SecretCipher stored(Suite suite) {
        return bound(EnvelopeCipher.builder(newKey())
                .suite(suite)
                .dataKeys(DataKeyStore.inMemory())
                .build());
    }

    /** A data key for many envelopes, carried inside each. */
    static SecretCipher shared(Suite suite) {
        return bound(EnvelopeCipher.builder(newKey())
                .suite(suite)
                .sharedDataKeys(DataKeyPolicy.defaults())
                .build());
    }

    private static KeyEncryptionKey newKey() {
        try (Secret key = Secret.random(KEY_BYTES)) {
            return KeyEncryptionKey.fromBytes(key);
        }
    }

    private static SecretCipher bound(EnvelopeCipher cipher) {
        Place place = Place.of(Library.TABLE, Library.COLUMN, Library.ROW);
        return new SecretCipher(
                bytes -> {
                    try (Secret secret = Secret.ofBytes(bytes)) {
                        return cipher.encrypt(secret).boundTo(place).toBytes();
                    }
                },
                stored -> {
                    try (Secret secret = cipher.decrypt(stored).boundTo(place)) {
                        return secret.exposeBytes();
                    }
                });
    }
}
