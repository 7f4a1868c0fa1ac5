package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextFormatTest {
    private final PlaintextFormat format = PlaintextFormat.asStored();

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", " ", "gHe", "gAAAA", "{\"ghe:\":1}", "倀 begins with the byte of an envelope"})
    void takesEveryTextAsItStands(String stored) {
        assertThat(format.read(stored).exposeText()).isEqualTo(stored);
        assertThat(format.read(stored.getBytes(StandardCharsets.UTF_8)).exposeText())
                .isEqualTo(stored);
    }

    @Test
    void takesBytesThatAreNoText() {
        byte[] key = {0, -1, -2};

        assertThat(format.read(key).exposeBytes()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghe:", "ghe:AAAA", " ghe:5REB", "GHE:5REB", "\n\tghe:"})
    void neverTakesAnEnvelopeForASecret(String stored) {
        assertThatThrownBy(() -> format.read(stored)).isInstanceOf(ForeignFormatException.class);
    }

    @Test
    void neverTakesTheBytesOfAnEnvelopeForASecret() {
        byte[] envelope = EnvelopeCipher.builder(TestKeys.KEK)
                .build()
                .encrypt(Secret.ofText("x"))
                .insecureUnbound()
                .toBytes();

        assertThatThrownBy(() -> format.read(envelope)).isInstanceOf(ForeignFormatException.class);
    }

    @Test
    void refusesHalfASurrogatePair() {
        assertThatThrownBy(() -> format.read("\uD800"))
                .isInstanceOf(ForeignFormatException.class)
                .hasMessageContaining("surrogate");
    }
}
