package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FernetFormatTest {
    // The vector that the Fernet specification publishes as generate.json and verify.json.
    private static final String SPEC_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String SPEC_TOKEN =
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7J" + "cbmrR64jVmpU4IwqDA==";

    private final FernetFormat format = FernetFormat.with(Secret.ofText(SPEC_KEY));

    @Test
    void readsTheTokenOfTheSpecification() {
        assertThat(format.read(SPEC_TOKEN).exposeText()).isEqualTo("hello");
        assertThat(format.read(SPEC_TOKEN.getBytes(StandardCharsets.US_ASCII)).exposeText())
                .isEqualTo("hello");
    }

    @Test
    void triesEachKey() {
        Secret other = Secret.ofText(Base64.getUrlEncoder().encodeToString(TestKeys.counting(0xE0, 32)));

        assertThat(FernetFormat.with(List.of(other, Secret.ofText(SPEC_KEY)))
                        .read(SPEC_TOKEN)
                        .exposeText())
                .isEqualTo("hello");
        assertThatThrownBy(() -> FernetFormat.with(other).read(SPEC_TOKEN))
                .isInstanceOf(DecryptionException.class)
                .hasNoCause();
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] token = Base64.getUrlDecoder().decode(SPEC_TOKEN);
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] altered = token.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().encodeToString(altered);
            assertThatThrownBy(() -> format.read(text))
                    .isInstanceOfAny(DecryptionException.class, ForeignFormatException.class);
        }
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < SPEC_TOKEN.length(); length++) {
            String cut = SPEC_TOKEN.substring(0, length);
            assertThatThrownBy(() -> format.read(cut))
                    .isInstanceOfAny(DecryptionException.class, ForeignFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "ghe:5REB", " gAAAAAAdwJ6w", "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODw==", "é"})
    void saysWhatIsNoTokenAndNeverShowsIt(String stored) {
        assertThatThrownBy(() -> format.read(stored))
                .isInstanceOf(ForeignFormatException.class)
                .hasMessageContaining("no Fernet token")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> format.read(new byte[] {(byte) 0x80, 0, 0}))
                .isInstanceOf(ForeignFormatException.class)
                .hasMessageContaining("3 bytes");
    }

    @Test
    void refusesKeysThatAreNone() {
        assertThatThrownBy(() -> FernetFormat.with(List.of())).isInstanceOf(KeyEncryptionKeyException.class);
        assertThatThrownBy(() -> FernetFormat.with(List.of(Secret.ofText(SPEC_KEY), Secret.ofText("c2hvcnQ="))))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("Fernet key 2 of 2 must have 32 bytes, but has 5");
    }
}
