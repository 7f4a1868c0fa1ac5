package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.contract.KeyEncryptionKeyContract;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, held by keys in moto's KMS; and what the service refuses. */
class MotoIT extends KeyEncryptionKeyContract {
    @RegisterExtension
    static final Peers peers = Peers.create();

    private static Moto moto;
    private static String kek;
    private static String otherKek;

    @BeforeAll
    static void startMoto() {
        moto = Moto.start(peers);
        kek = moto.createKey();
        otherKek = moto.createKey();
    }

    @Override
    protected KeyEncryptionKey key() {
        return Moto.open(kek, moto.port());
    }

    @Override
    protected KeyEncryptionKey otherKey() {
        return Moto.open(otherKek, moto.port());
    }

    @Override
    protected byte[] secret() {
        return Moto.SECRET.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected Optional<KeyEncryptionKey> unreachableKey() {
        return Optional.of(Moto.open(kek, LoopbackPorts.free()));
    }

    @Test
    void protectsASecret() {
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(KeyEncryptionKeys.probe(key())).build();

        byte[] stored = cipher.encrypt(Secret.ofText("demo"))
                .boundTo("account", "password", 7)
                .toBytes();

        assertThat(EnvelopeCipher.builder(key()).build().decrypt(stored).boundTo("account", "password", 7))
                .isEqualTo(Secret.ofText("demo"));
    }

    @Test
    void saysWhatKmsSaysOfAKeyThatDoesNotExist() {
        KeyEncryptionKey gone = Moto.open(
                "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000", moto.port());

        assertThatThrownBy(() -> KeyEncryptionKeys.probe(gone))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("KMS says NotFoundException");
    }
}
