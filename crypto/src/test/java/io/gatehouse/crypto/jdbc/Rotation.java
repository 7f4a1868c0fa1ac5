package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.TestKeys;

/** A service before, after and amid the rotation of its key, and the column of {@link Database} that it keeps secrets in. */
final class Rotation {
    static final EnvelopeCipher OLD = EnvelopeCipher.builder(TestKeys.OLD_KEK).build();
    static final EnvelopeCipher NEW = EnvelopeCipher.builder(TestKeys.KEK).build();
    static final EnvelopeCipher ROTATED = EnvelopeCipher.builder(TestKeys.KEK)
            .alsoDecryptsWith(TestKeys.OLD_KEK)
            .build();
    static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();

    private Rotation() {}

    static String seal(EnvelopeCipher cipher, long row, String secret) {
        return seal(cipher, Long.toString(row), secret);
    }

    static String seal(EnvelopeCipher cipher, String row, String secret) {
        return cipher.encrypt(Secret.ofText(secret))
                .boundTo("access_key", "secret", row)
                .toText();
    }

    static String open(EnvelopeCipher cipher, long row, String stored) {
        return cipher.decrypt(stored).boundTo("access_key", "secret", row).exposeText();
    }
}
