package io.gatehouse.provider.kek.aws;

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
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    @Test
    void wrapsNothingByAnotherKey() {
        status = 200;
        answer = "{\"KeyId\":\"" + ARN + "5\",\"CiphertextBlob\":\"QUFB\"}";

        assertThatThrownBy(() -> key().wrap(new byte[32], new byte[44]))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining(ARN)
                .hasMessageContaining("an answer that is not this key's");
    }

    /** No answer about the data key: it may be good. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"KeyId\":\"" + ARN + "\"}", "{\"Plaintext\":\"QUFB\"}"})
    void isUnavailableWhenTheAnswerLacksWhatWasAskedFor(String lacking) {
        status = 200;
        answer = lacking;

        assertThatThrownBy(() -> key().unwrap(new byte[100], new byte[44])).isInstanceOf(KeyUnavailableException.class);
        assertThatThrownBy(() -> key().wrap(new byte[32], new byte[44])).isInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void aKmsThatNeverAnswersIsWaitedForNoLonger() throws IOException {
        try (ServerSocket silent = silent()) {
            KeyEncryptionKey key = new AwsKmsKeyFactory(Duration.ofMillis(300))
                    .open(URI.create("aws-kms:" + ARN), settings(silent.getLocalPort()));

            assertThatThrownBy(() -> key.unwrap(new byte[100], new byte[44]))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining(ARN)
                    .hasMessageContaining("did not answer, and has PT0.3S for it")
                    .hasMessageContaining("Check the network, the endpoint");
        }
    }

    /** The SDK's own client heeds no interrupt until its time is over, so it has a thread to itself. */
    @Test
    void whoWaitsForAGuardedKeyCanBeInterrupted() throws Exception {
        try (ServerSocket silent = silent()) {
            KeyEncryptionKey key = ResilientKey.builder(
                            KeyEncryptionKeys.open("aws-kms:" + ARN, settings(silent.getLocalPort())))
                    .timeLimit(Duration.ofMinutes(10))
                    .build();
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    key.wrap(new byte[32], new byte[44]);
                } catch (KeyUnavailableException e) {
                    stillInterrupted.complete(Thread.currentThread().isInterrupted());
                }
            });
            caller.setDaemon(true);
            caller.start();
            SecretsUnderLoad.await(() -> caller.getState() == Thread.State.TIMED_WAITING);
            caller.interrupt();

            assertThat(stillInterrupted.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** The kernel takes the connections, and nobody answers them. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private KeyEncryptionKey key() {
        return KeyEncryptionKeys.open(
                "aws-kms:" + ARN, settings(server.getAddress().getPort()));
    }

    private static Settings settings(int port) {
        return Settings.builder()
                .set("access-key-id", "AKIDEXAMPLE")
                .set("secret-access-key", Secret.ofText("wJalrXUtnFEMI"))
                .set("endpoint", "http://127.0.0.1:" + port)
                .set("insecure-plain-http", "true")
                .build();
    }
}
