package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyEncryptionKeyTest {
    private static final byte[] DATA_KEY = TestKeys.counting(0x80, 32);
    private static final byte[] BINDING = TestKeys.counting(0, 44);

    @Test
    void readsTheSameKeyFromTextAndBytes() {
        KeyEncryptionKey fromBytes = KeyEncryptionKey.fromBytes(Secret.ofBytes(TestKeys.counting(0, 32)));

        assertThat(fromBytes.id()).isEqualTo(TestKeys.KEK.id());
    }

    @Test
    void ignoresTheNewlineThatTheShellLeaves() {
        Secret setting = Secret.ofText("  " + TestKeys.base64(0).exposeText() + "\r\n");

        assertThat(KeyEncryptionKey.fromBase64(setting).id()).isEqualTo(TestKeys.KEK.id());
    }

    @Test
    void outlivesTheSecretItWasMadeFrom() {
        Secret setting = TestKeys.base64(0);
        KeyEncryptionKey key = KeyEncryptionKey.fromBase64(setting);
        setting.close();

        byte[] wrapped = key.wrap(DATA_KEY, BINDING);

        assertThat(TestKeys.KEK.unwrap(wrapped, BINDING)).hasValue(DATA_KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 24, 31, 33, 64})
    void refusesAnotherLengthWithTheRemedy(int length) {
        Secret setting = Secret.ofText(Base64.getEncoder().encodeToString(TestKeys.counting(0, length)));
        Secret bytes = Secret.ofBytes(TestKeys.counting(0, length));

        assertThatThrownBy(() -> KeyEncryptionKey.fromBase64(setting))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("must have 32 bytes, but has " + length)
                .hasMessageContaining("head -c32 /dev/urandom | base64");
        assertThatThrownBy(() -> KeyEncryptionKey.fromBytes(bytes)).isInstanceOf(KeyEncryptionKeyException.class);
    }

    @Test
    void refusesWhatIsNotBase64WithoutQuotingIt() {
        Secret passphrase = Secret.ofText("not*base64*but*a*passphrase");

        assertThatThrownBy(() -> KeyEncryptionKey.fromBase64(passphrase))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("is not base64 (27 characters)")
                .hasMessageNotContaining("*")
                .hasNoCause();
    }

    @Test
    void unwrapsOnlyWithTheSameKeyAndBinding() {
        byte[] wrapped = TestKeys.KEK.wrap(DATA_KEY, BINDING);
        byte[] cut = Arrays.copyOf(wrapped, wrapped.length - 8);

        assertThat(TestKeys.KEK.unwrap(wrapped, BINDING)).hasValue(DATA_KEY);
        assertThat(TestKeys.KEK.unwrap(wrapped, TestKeys.counting(1, 44))).isEmpty();
        assertThat(TestKeys.OLD_KEK.unwrap(wrapped, BINDING)).isEmpty();
        assertThat(TestKeys.KEK.unwrap(cut, BINDING)).isEmpty();
    }

    @Test
    void anIdIsEightHexadecimalDigits() {
        assertThat(TestKeys.KEK.id().text()).matches("[0-9a-f]{8}");
        assertThat(new KekId("0011aaff").bytes()).containsExactly(0x00, 0x11, 0xaa, 0xff);
        assertThatThrownBy(() -> new KekId("0011AAFF")).isInstanceOf(IllegalArgumentException.class);
    }
}
