package io.gatehouse.provider.kek.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.ResilientKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Busy, sealed and lying: a server that gives one answer to everything. */
class AnsweringVaultTest {
    private static final byte[] WRAPPED = new byte[] {0, 0, 0, 1, 1, 2, 3};

    private HttpServer server;
    private volatile int status;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"429, request path has exceeded its quota", "503, Vault is sealed", "500, internal error"})
    void passesOnHowLongABusyServerWantsToBeLeftAlone(int code, String says) {
        status = code;
        answer = "{\"errors\":[\"" + says + "\"]}";

        assertThatThrownBy(() -> key().unwrap(WRAPPED, new byte[0]))
                .hasMessageContaining(code + " (" + says + ")")
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(7)));
    }

    /** Whatever is no answer of Transit's says nothing about the data key, and is not quoted: it may hold one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "{\"data\":{\"plaintext\":\"QUFB\",\"ciphertext\":\"QUFB\"}}",
                "{\"data\":{\"plaintext\":\"\",\"ciphertext\":\"vault:v0:QUFB\"}}",
            })
    void isUnavailableWhenTheAnswerIsNotTransits(String nonsense) {
        status = 200;
        answer = nonsense;

        assertThatThrownBy(() -> key().unwrap(WRAPPED, new byte[0]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageNotContaining("QUFB");
        assertThatThrownBy(() -> key().wrap(new byte[32], new byte[0]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageNotContaining("QUFB");
        assertThatThrownBy(() -> key().version()).isInstanceOf(KeyUnavailableException.class);
    }

    /** A success and a refusal alike: what they end with is not read. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500})
    void isUnavailableWhenTheAnswerHasNoEnd(int code) {
        status = code;
        answer = "{\"data\":{\"latest_version\":1" + " ".repeat(1 << 20) + "}}";

        assertThatThrownBy(() -> key().version())
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    /** Another key in its place: what it wraps is not used, since it does not unwrap to the same. */
    @Test
    void aServerThatAnswersWithAnotherKeyIsFoundOutBeforeAnythingIsEncrypted() {
        status = 200;
        answer = "{\"data\":{\"ciphertext\":\"vault:v1:QUFB\","
                + "\"plaintext\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}";
        KeyEncryptionKey guarded = ResilientKey.builder(key()).retries(0).build();
        byte[] dataKey = {1, 2, 3};

        assertThatThrownBy(() -> guarded.wrap(dataKey, new byte[0]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("does not unwrap it again");
    }

    private KeyEncryptionKey key() {
        Settings settings = Settings.builder()
                .set("token", Secret.ofText(TransitServer.TOKEN))
                .set("insecure-plain-http", "true")
                .build();
        return KeyEncryptionKeys.open(
                "vault:http://127.0.0.1:" + server.getAddress().getPort() + "/transit/keys/kek", settings);
    }
}
