package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import org.junit.jupiter.api.Test;

class RebindTest {
    private static final EnvelopeCipher CIPHER =
            EnvelopeCipher.builder(TestKeys.KEK).build();
    private static final Secret SECRET = Secret.ofText("correct horse");
    private static final Place HERE = Place.of("access_key", "secret", 17);
    private static final Place THERE = Place.of("credential", "secret", 4);

    @Test
    void movesASecretToAnotherPlace() {
        String stored = CIPHER.encrypt(SECRET).boundTo(HERE).toText();

        Envelope moved = CIPHER.rebind(stored).from(HERE).to(THERE);

        assertThat(CIPHER.decrypt(moved).boundTo(THERE)).isEqualTo(SECRET);
        assertThatThrownBy(() -> CIPHER.decrypt(moved).boundTo(HERE)).isInstanceOf(DecryptionException.class);
        assertThat(CIPHER.decrypt(stored).boundTo(HERE)).isEqualTo(SECRET);
    }

    @Test
    void bindsWhatWasBoundToNoPlace() {
        byte[] unbound = CIPHER.encrypt(SECRET).insecureUnbound().toBytes();

        Envelope bound = CIPHER.rebind(unbound).fromInsecureUnbound().to(THERE);

        assertThat(CIPHER.decrypt(bound).boundTo(THERE)).isEqualTo(SECRET);
    }

    @Test
    void refusesToMoveFromAPlaceItWasNotAt() {
        Envelope stored = CIPHER.encrypt(SECRET).boundTo(HERE);

        assertThatThrownBy(() -> CIPHER.rebind(stored).from(THERE).to(HERE)).isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> CIPHER.rebind(stored).fromInsecureUnbound().to(THERE))
                .isInstanceOf(DecryptionException.class);
    }
}
