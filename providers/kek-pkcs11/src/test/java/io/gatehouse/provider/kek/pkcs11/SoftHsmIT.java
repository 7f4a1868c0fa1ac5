package io.gatehouse.provider.kek.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.contract.KeyEncryptionKeyContract;
import io.gatehouse.testkit.Peers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, held by keys in SoftHSM2; and what the token refuses. */
class SoftHsmIT extends KeyEncryptionKeyContract {
    @RegisterExtension
    static final Peers peers = Peers.create();

    private static SoftHsm hsm;
    private static long slot;
    private static long untouched;
    private static long pulledOut;

    @BeforeAll
    static void makeToken() throws Exception {
        hsm = new SoftHsm(peers);
        // The library sees the tokens that are there when this JVM loads it.
        slot = hsm.token("gatehouse");
        untouched = hsm.token("untouched");
        pulledOut = hsm.token("pulled out");
        hsm.key(slot, "kek", 256);
        hsm.key(slot, "other", 256);
        hsm.key(slot, "small", 128);
        hsm.keyThatIsHandedOut(slot, "loose");
    }

    @Override
    protected KeyEncryptionKey key() {
        return SoftHsm.open(slot, "kek");
    }

    @Override
    protected KeyEncryptionKey otherKey() {
        return SoftHsm.open(slot, "other");
    }

    @Override
    protected byte[] secret() {
        return SoftHsm.PIN.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aWrappedKeyHas60Bytes() {
        assertThat(key().wrap(new byte[32], new byte[44])).hasSize(60);
    }

    @Test
    void protectsASecret() {
        EnvelopeCipher cipher = EnvelopeCipher.builder(key()).build();

        byte[] stored = cipher.encrypt(Secret.ofText("demo"))
                .boundTo("account", "password", 7)
                .toBytes();

        assertThat(EnvelopeCipher.builder(key()).build().decrypt(stored).boundTo("account", "password", 7))
                .isEqualTo(Secret.ofText("demo"));
    }

    @Test
    void refusesAWrongPinWithoutQuotingIt() {
        Settings wrong = Settings.of("pin", Secret.ofText("90909090"));

        assertThatThrownBy(() -> KeyEncryptionKeys.open(SoftHsm.uri(untouched, "kek"), wrong))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("CKR_PIN_INCORRECT")
                .hasMessageContaining("check the setting pin before another try")
                .hasMessageNotContaining("90909090");
    }

    @Test
    void refusesAKeyOf128Bits() {
        assertThatThrownBy(() -> SoftHsm.open(slot, "small"))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("not an AES key of 256 bits")
                .hasMessageContaining("--key-type aes:32");
    }

    @Test
    void refusesAKeyThatTheTokenHandsOut() {
        assertThatThrownBy(() -> SoftHsm.open(slot, "loose"))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("the token hands this key out");
    }

    @Test
    void listsTheKeysWhereNoneHasTheLabel() {
        assertThatThrownBy(() -> SoftHsm.open(slot, "nobody"))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("no secret key of that label")
                .hasMessageContaining("kek");
    }

    @Test
    void namesASlotThatIsNotThere() {
        assertThatThrownBy(() -> SoftHsm.open(4_000_000_000L, "kek"))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("slot 4000000000");
    }

    /** The token goes away under an open key: no answer about the data key may be given. */
    @Test
    void isUnavailableWhenTheTokenWasPulledOut() throws Exception {
        hsm.key(pulledOut, "gone", 256);
        KeyEncryptionKey key = SoftHsm.open(pulledOut, "gone");
        byte[] wrapped = key.wrap(new byte[32], new byte[44]);
        hsm.destroy("pulled out");

        assertThatThrownBy(() -> key.wrap(new byte[32], new byte[44]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("pkcs11:object=gone cannot be used now");
        assertThatThrownBy(() -> key.unwrap(wrapped, new byte[44])).isInstanceOf(KeyUnavailableException.class);
    }
}
