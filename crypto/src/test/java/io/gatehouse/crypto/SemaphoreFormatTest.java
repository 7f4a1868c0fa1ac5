package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemaphoreFormatTest {
    private static final String JSON = "{\"login\":\"deploy\",\"password\":\"correct horse\"}";
    private static final String PEM =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nZmFrZQ==\n-----END OPENSSH PRIVATE KEY-----\n";

    /** Made with Python's cryptography: AESGCM(00 01 … 1f).encrypt(40 41 … 4b, JSON, None). */
    private static final String FIXED =
            "QEFCQ0RFRkdISUpLmZvCTEFV6SH35nNT6wh8IlvqcCzWRnxUGDUqx60xjrTqepbPqpm3O1OHbk3sbhDgQch2SZvmqcgZtuagOQ==";

    private final SemaphoreFormat format = SemaphoreFormat.with(TestKeys.base64(0));
    private final SemaphoreFormat keyless = SemaphoreFormat.withoutKey();

    @Test
    void readsTheEncryptedForm() {
        assertThat(format.read(FIXED).exposeText()).isEqualTo(JSON);
    }

    @Test
    void readsWhatAnIndependentEncoderWrote() {
        for (String secret : new String[] {"", "x", JSON, "pässwörd", "\u0000\u0001"}) {
            assertThat(format.read(SemaphoreRow.encrypted(0, secret)).exposeText())
                    .isEqualTo(secret);
        }
    }

    @Test
    void readsTheBase64FormBesideEncryptedRows() {
        assertThat(format.read(base64(JSON)).exposeText()).isEqualTo(JSON);
        assertThat(format.read(base64("hunter2")).exposeText()).isEqualTo("hunter2");
    }

    @Test
    void readsTheRawFormWithItsNewline() {
        assertThat(format.read(PEM).exposeText()).isEqualTo(PEM);
        assertThat(keyless.read(PEM).exposeText()).isEqualTo(PEM);
    }

    @Test
    void neverTakesACiphertextUnderAnotherKeyForPlainBase64() {
        try (CapturedLog quiet = new CapturedLog()) {
            for (int i = 0; i < 100; i++) {
                String foreign = SemaphoreRow.encrypted(0x20, JSON);
                assertThatThrownBy(() -> format.read(foreign)).isInstanceOf(DecryptionException.class);
                assertThatThrownBy(() -> keyless.read(foreign))
                        .isInstanceOf(ForeignFormatException.class)
                        .hasMessageContaining("give the key");
            }
            assertThat(quiet.lines()).hasSize(100);
        }
    }

    @Test
    void refusesEveryFlippedBitOfACiphertext() {
        try (CapturedLog log = new CapturedLog()) {
            flipEveryBit();
            assertThat(log.lines()).hasSize(Base64.getDecoder().decode(FIXED).length * 8);
            assertThat(log.lines().get(0)).contains("another key").doesNotContain("correct horse");
        }
    }

    private void flipEveryBit() {
        byte[] sealed = Base64.getDecoder().decode(FIXED);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String stored = Base64.getEncoder().encodeToString(flipped);
            assertThatThrownBy(() -> format.read(stored)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void refusesAPlainTextThatCouldBeEither() {
        String longText = base64("a passphrase of twenty-eight bytes or more");

        assertThatThrownBy(() -> format.read(longText)).isInstanceOf(DecryptionException.class);
        assertThat(keyless.read(longText).exposeText()).startsWith("a passphrase");
    }

    @Test
    void refusesACiphertextThatGainedANewline() {
        String wrapped = FIXED.substring(0, 40) + "\n" + FIXED.substring(40) + "\n";

        assertThatThrownBy(() -> format.read(FIXED + "\n"))
                .isInstanceOf(ForeignFormatException.class)
                .hasMessageContaining("remove the newline");
        assertThatThrownBy(() -> format.read(wrapped)).isInstanceOf(ForeignFormatException.class);
    }

    @Test
    void takesAShortLineForRaw() {
        assertThat(format.read("password\n").exposeText()).isEqualTo("password\n");
    }

    @Test
    void refusesATruncatedCiphertextThatIsNotText() {
        byte[] cut = Arrays.copyOf(Base64.getDecoder().decode(FIXED), 27);
        String stored = Base64.getEncoder().encodeToString(cut);

        assertThatThrownBy(() -> format.read(stored))
                .isInstanceOf(ForeignFormatException.class)
                .hasMessageContaining("too few to be encrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2!", "YQ", "YR==", "YWJj ZGVm", "-----BEGIN PRIVATE KEY-----", "a_-b"})
    void refusesWhatSemaphoreNeverWrote(String stored) {
        assertThatThrownBy(() -> format.read(stored)).isInstanceOf(ForeignFormatException.class);
    }

    @Test
    void quotesNoValueInAnError() {
        assertThatThrownBy(() -> format.read("hunter2!")).hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesAKeyOfTheWrongLength() {
        Secret short16 = Secret.ofText(base64("sixteen bytes ok"));

        assertThatThrownBy(() -> SemaphoreFormat.with(short16))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("access_key_encryption", "16");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
