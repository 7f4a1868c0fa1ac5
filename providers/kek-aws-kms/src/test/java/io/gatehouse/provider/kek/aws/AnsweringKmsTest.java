package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.core.Secret;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeySettings;
import io.gatehouse.crypto.KeyUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of KMS that moto never gives, from a server that gives one answer to everything. */
class AnsweringKmsTest {
    private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234";

    private HttpServer server;
    private volatile int status;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
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

    /** Never "not authentic": a good data key would be taken for a false one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccessDeniedException",
                "DisabledException",
                "ThrottlingException",
                "KMSInternalException",
                "KMSInvalidStateException",
                "InvalidKeyUsageException"
            })
    void isUnavailableWhenKmsRefuses(String error) {
        status = 400;
        answer = "{\"__type\":\"" + error + "\",\"message\":\"no\"}";

        assertThatThrownBy(() -> key().wrap(new byte[32], new byte[44]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining(ARN)
                .hasMessageContaining("KMS says " + error);
        assertThatThrownBy(() -> key().unwrap(new byte[100], new byte[44]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("KMS says " + error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidCiphertextException", "IncorrectKeyException"})
    void unwrapsNothingThatKmsCallsFalse(String error) {
        status = 400;
        answer = "{\"__type\":\"" + error + "\"}";

        assertThat(key().unwrap(new byte[100], new byte[44])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void isUnavailableWhenKmsIsBroken(int broken) {
        status = broken;
        answer = "<html>";

        assertThatThrownBy(() -> key().unwrap(new byte[100], new byte[44])).isInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void believesNoAnswerOfAnotherKey() {
        status = 200;
        answer = "{\"KeyId\":\"" + ARN + "5\",\"Plaintext\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}";

        assertThat(key().unwrap(new byte[100], new byte[44])).isEmpty();
    }

    private KeyEncryptionKey key() {
        KeySettings settings = KeySettings.builder()
                .set("access-key-id", "AKIDEXAMPLE")
                .set("secret-access-key", Secret.ofText("wJalrXUtnFEMI"))
                .set("endpoint", "http://127.0.0.1:" + server.getAddress().getPort())
                .set("insecure-plain-http", "true")
                .build();
        return KeyEncryptionKeys.open("aws-kms:" + ARN, settings);
    }
}
