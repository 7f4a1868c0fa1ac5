package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
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
}
