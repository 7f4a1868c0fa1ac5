package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.Padding;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.Suite;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CryptoSnippetTest {
    @Test
    void aSecretThatOpensOnlyWhereItBelongs() {
        Secret key = Secret.ofText(
                Base64.getEncoder().encodeToString(Secret.random(32).exposeBytes()));
        Secret password = Secret.ofText("demo password");
        long rowId = 42;

        // region crypto
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(KeyEncryptionKey.fromBase64(key)).build();

        String stored =
                cipher.encrypt(password).boundTo("access_key", "secret", rowId).toText();
        Secret back = cipher.decrypt(stored).boundTo("access_key", "secret", rowId);
        // end

        assertThat(back).isEqualTo(password);
        assertThatThrownBy(() -> cipher.decrypt(stored).boundTo("access_key", "secret", 43))
                .isInstanceOf(DecryptionException.class);
    }

    @Test
    void choosesASuiteAndHidesLengths() {
        KeyEncryptionKey kek = KeyEncryptionKey.fromBytes(Secret.random(32));
        // region suite
        EnvelopeCipher approved =
                EnvelopeCipher.builder(kek).suite(Suite.FIPS_AES_256_GCM).build();
        // end
        // region padding
        EnvelopeCipher padded = EnvelopeCipher.builder(kek)
                .padding(Padding.buckets(32, 64, 128))
                .build();
        // end
        Envelope six = padded.encrypt(Secret.ofText("secret")).boundTo("t", "c", 1);
        Envelope thirty =
                padded.encrypt(Secret.ofText("a passphrase of thirty letters")).boundTo("t", "c", 1);
        assertThat(six.toBytes()).hasSameSizeAs(thirty.toBytes());
        assertThat(approved.decrypt(six).boundTo("t", "c", 1)).isEqualTo(Secret.ofText("secret"));
    }

    @Test
    void movesAnEnvelopeAndCountsItsVersions() {
        EnvelopeCipher cipher = EnvelopeCipher.builder(KeyEncryptionKey.fromBytes(Secret.random(32)))
                .build();
        Secret password = Secret.ofText("demo password");
        long rowId = 42;
        long newId = 43;
        String stored =
                cipher.encrypt(password).boundTo("access_key", "secret", rowId).toText();
        // region rebind
        String moved = cipher.rebind(stored)
                .from(Place.of("access_key", "secret", rowId))
                .to(Place.of("access_key", "secret", newId))
                .toText();
        // end
        assertThat(cipher.decrypt(moved).boundTo("access_key", "secret", newId)).isEqualTo(password);

        long version = 7;
        // region replay
        Place place = Place.of("access_key", "secret", rowId + "/" + version);
        // end
        String older = cipher.encrypt(password)
                .boundTo("access_key", "secret", rowId + "/6")
                .toText();
        assertThatThrownBy(() -> cipher.decrypt(older).boundTo(place)).isInstanceOf(DecryptionException.class);
    }
}
