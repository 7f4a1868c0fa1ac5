package io.gatehouse.provider.kek.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.contract.KeyEncryptionKeyContract;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract, held by keys in a server that follows Transit's documentation; and what is refused. */
class VaultKeyTest extends KeyEncryptionKeyContract {
    private static TransitServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TransitServer();
        server.rotate("kek");
        server.rotate("other");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected KeyEncryptionKey key() {
        return open(server.uri("kek"), TransitServer.TOKEN);
    }

    @Override
    protected KeyEncryptionKey otherKey() {
        return open(server.uri("other"), TransitServer.TOKEN);
    }

    @Override
    protected byte[] secret() {
        return TransitServer.TOKEN.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected Optional<KeyEncryptionKey> unreachableKey() {
        return Optional.of(
                open("vault:http://127.0.0.1:" + LoopbackPorts.free() + "/transit/keys/kek", TransitServer.TOKEN));
    }

    @Override
    protected boolean makeNewVersionOfOtherKey() {
        server.rotate("other");
        return true;
    }

    @Test
    void aWrappedKeyHas64Bytes() {
        assertThat(key().wrap(new byte[32], new byte[44])).hasSize(64);
    }

    /** A lack of rights says nothing about the data key. */
    @Test
    void isUnavailableWithAWrongToken() {
        KeyEncryptionKey denied = open(server.uri("kek"), "hvs.WRONG");

        assertThatThrownBy(() -> denied.unwrap(key().wrap(new byte[32], new byte[0]), new byte[0]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("the server says 403 (permission denied)")
                .hasMessageNotContaining("WRONG");
        assertThatThrownBy(denied::version).isInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void isUnavailableWhereThereIsNoSuchKey() {
        assertThatThrownBy(() -> KeyEncryptionKeys.probe(open(server.uri("nobody"), TransitServer.TOKEN)))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("encryption key not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:kek",
                "vault:https://host/kek",
                "vault:https://host/transit/keys/",
                "vault:https://host/transit/keys/a/../b",
                "vault:https://hvs.TOKEN@host/transit/keys/kek",
                "vault:https://host/transit/keys/kek?token=hvs.TOKEN",
                "vault:https://host/transit/keys/kek#x",
                "vault:ftp://host/transit/keys/kek",
            })
    void refusesWhatNamesNoKeyWithoutQuotingIt(String uri) {
        assertThatThrownBy(() -> open(uri, TransitServer.TOKEN))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("vault:https://host:8200/transit/keys/NAME")
                .hasMessageNotContaining("hvs.");
    }

    @Test
    void wantsTlsUnlessToldOtherwise() {
        Settings settings = Settings.of("token", Secret.ofText(TransitServer.TOKEN));

        assertThatThrownBy(() -> KeyEncryptionKeys.open(server.uri("kek"), settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("insecure-plain-http");
        assertThat(KeyEncryptionKeys.open("vault:https://vault.example:8200/transit/keys/kek", settings)
                        .name())
                .isEqualTo("vault:https://vault.example:8200/transit/keys/kek");
    }

    private static KeyEncryptionKey open(String uri, String token) {
        Settings settings = Settings.builder()
                .set("token", Secret.ofText(token))
                .set("insecure-plain-http", "true")
                .build();
        return KeyEncryptionKeys.open(uri, settings);
    }
}
