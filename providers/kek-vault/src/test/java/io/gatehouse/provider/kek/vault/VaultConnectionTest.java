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
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that Vault Agent renews, a CA of one's own, and a server that never answers. */
class VaultConnectionTest {
    private static final byte[] DATA_KEY = new byte[32];
    private static final byte[] BINDING = new byte[44];

    @TempDir
    Path folder;

    @Test
    void readsTheTokenFileAgainWhenTheTokenIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TransitServer.TOKEN + "\n");
        try (TransitServer server = new TransitServer()) {
            server.rotate("kek");
            KeyEncryptionKey key = KeyEncryptionKeys.open(server.uri("kek"), plain("token-file", file.toString()));
            assertThat(key.unwrap(key.wrap(DATA_KEY, BINDING), BINDING)).hasValue(DATA_KEY);

            server.token = "hvs.RENEWED";
            Files.writeString(file, "hvs.RENEWED");
            assertThat(key.wrap(DATA_KEY, BINDING)).isNotEmpty();
            int requests = server.requests.get();
            assertThat(key.wrap(DATA_KEY, BINDING)).isNotEmpty();
            assertThat(server.requests).as("the new token is kept").hasValue(requests + 1);
        }
    }

    @Test
    void aTokenThatNobodyRenewedIsShownOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "hvs.ENDED");
        try (TransitServer server = new TransitServer()) {
            server.rotate("kek");
            KeyEncryptionKey key = KeyEncryptionKeys.open(server.uri("kek"), plain("token-file", file.toString()));

            assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("403")
                    .hasMessageNotContaining("ENDED");
            assertThat(server.requests).hasValue(1);

            Files.delete(file);
            assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining(server.uri("kek"))
                    .hasMessageContaining("token-file " + file + " cannot be read");
        }
    }

    @Test
    void refusesATokenFileWithoutAToken() throws IOException {
        Path json = Files.writeString(folder.resolve("token"), "{\"token\": \"hvs.JSON\"}");
        String uri = "vault:http://127.0.0.1:1/transit/keys/kek";

        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, plain("token-file", json.toString())))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("holds no token but 21 characters of something else")
                .hasMessageNotContaining("hvs.JSON");
        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, plain("token-file", folder + "/none")))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("does Vault Agent run");
        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, plain("token-file", "token")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("write a path from the root");
    }

    @Test
    void wantsOneToken() {
        String uri = "vault:https://vault.example/transit/keys/kek";
        Settings both = Settings.builder()
                .set("token", Secret.ofText("hvs.A"))
                .set("token-file", "/run/token")
                .build();

        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, both))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("contradicts token-file");
        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("token: is missing")
                .hasMessageContaining("token-file");
    }

    @Test
    void trustsTheAuthoritiesOfTheFileAlone() throws Exception {
        TestCertificates certificates = TestCertificates.create("127.0.0.1");
        Path ca = Files.writeString(
                folder.resolve("ca.pem"), certificates.authority().certificatePem());
        Path another = Files.writeString(
                folder.resolve("another.pem"),
                TestCertificates.create("127.0.0.1").authority().certificatePem());
        try (TransitServer server = TransitServer.withTls(tls(certificates))) {
            server.rotate("kek");

            KeyEncryptionKey key = KeyEncryptionKeys.open(server.uri("kek"), withCa(ca));
            assertThat(key.unwrap(key.wrap(DATA_KEY, BINDING), BINDING)).hasValue(DATA_KEY);

            KeyEncryptionKey distrusting = KeyEncryptionKeys.open(server.uri("kek"), withCa(another));
            assertThatThrownBy(() -> distrusting.wrap(DATA_KEY, BINDING))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("Check the network, its certificate");
        }
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        TestCertificates certificates = TestCertificates.create("vault.example");
        Path ca = Files.writeString(
                folder.resolve("ca.pem"), certificates.authority().certificatePem());
        try (TransitServer server = TransitServer.withTls(tls(certificates))) {
            server.rotate("kek");
            KeyEncryptionKey key = KeyEncryptionKeys.open(server.uri("kek"), withCa(ca));

            assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING)).isInstanceOf(KeyUnavailableException.class);
        }
    }

    @Test
    void refusesACaFileWithoutACertificate() throws IOException {
        Path text = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> openWithCa(text))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("ca-file");
        assertThatThrownBy(() -> openWithCa(empty))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("ca-file");
        assertThatThrownBy(() -> openWithCa(folder.resolve("none"))).hasMessageContaining("cannot be read");
        Settings plain = Settings.builder()
                .set("token", Secret.ofText("hvs.A"))
                .set("ca-file", text.toString())
                .set("insecure-plain-http", "true")
                .build();
        assertThatThrownBy(() -> KeyEncryptionKeys.open("vault:http://127.0.0.1:1/transit/keys/kek", plain))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ca-file: is for https");
    }

    @Test
    void aServerThatNeverAnswersIsWaitedForNoLonger() throws IOException {
        try (ServerSocket silent = silent()) {
            KeyEncryptionKey key = open(silent, Duration.ofMillis(200));

            assertThatThrownBy(() -> key.wrap(DATA_KEY, BINDING))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("/transit/keys/kek cannot be used now")
                    .hasMessageContaining("within PT0.2S")
                    .hasMessageContaining("Check the network");
        }
    }

    @Test
    void whoWaitsCanBeInterrupted() throws Exception {
        try (ServerSocket silent = silent()) {
            KeyEncryptionKey key = open(silent, Duration.ofMinutes(10));
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    key.wrap(DATA_KEY, BINDING);
                } catch (KeyUnavailableException e) {
                    stillInterrupted.complete(Thread.currentThread().isInterrupted());
                }
            });
            caller.setDaemon(true);
            caller.start();
            Instant deadline = Instant.now().plusSeconds(60);
            while (caller.getState() != Thread.State.WAITING) {
                assertThat(Instant.now()).isBefore(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            caller.interrupt();

            assertThat(stillInterrupted.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** The kernel takes the connections, and nobody answers them. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static KeyEncryptionKey open(ServerSocket server, Duration timeLimit) {
        return new VaultKeyFactory(timeLimit)
                .open(
                        URI.create("vault:http://127.0.0.1:" + server.getLocalPort() + "/transit/keys/kek"),
                        plain("token", TransitServer.TOKEN));
    }

    private static Settings plain(String name, String value) {
        return Settings.builder()
                .set(name, value)
                .set("insecure-plain-http", "true")
                .build();
    }

    private static KeyEncryptionKey openWithCa(Path ca) {
        return KeyEncryptionKeys.open("vault:https://vault.example/transit/keys/kek", withCa(ca));
    }

    private static Settings withCa(Path ca) {
        return Settings.builder()
                .set("token", Secret.ofText(TransitServer.TOKEN))
                .set("ca-file", ca.toString())
                .build();
    }

    private static SSLContext tls(TestCertificates certificates) throws Exception {
        Secret password = Secret.ofText("changeit");
        KeyStore store = certificates.valid().toKeyStore("server", password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.exposeChars());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }
}
