package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same questions to every running server: does it do what the model says? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxyBehaviour {
    private static final String HOST = "semaphore.example.org";

    private final ServerUnderTest server;
    private final int httpsPort = LoopbackPorts.free();
    private final int httpPort = LoopbackPorts.free();
    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final RawClient client = new RawClient(authority.root());
    private EchoBackEnd backEnd;
    private RunningPeer running;
    private Path scratch;

    ProxyBehaviour(ServerUnderTest server) {
        this.server = server;
    }

    /** Whether a handshake for a foreign name fails; else it is answered 421. */
    boolean refusesHandshake() {
        return true;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        scratch = folder;
        server.peer();
        backEnd = new EchoBackEnd();
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        ReverseProxy proxy = model(TlsPolicy.intermediate(), httpsPort)
                .listen(Listener.http("127.0.0.1", httpPort))
                .acme(challenges())
                .build();
        Path entry = server.renderer(scratch).render(proxy).writeTo(scratch);
        server.validate(scratch, entry);
        running = server.start(scratch, entry, httpsPort, httpPort);
    }

    @AfterAll
    void stop() throws IOException {
        if (running != null) {
            running.close();
        }
        if (backEnd != null) {
            backEnd.close();
        }
    }

    @Test
    void tellsTheApplicationWhoAsksAndNotWhatTheClientSaysOfItself() throws IOException {
        RawClient.Answer answer = client.getOverTls(
                HOST,
                httpsPort,
                HOST + ":" + httpsPort,
                "/page?x=%2F",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Host: evil.example",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().lines().map(line -> line.toLowerCase(Locale.ROOT)))
                .contains(
                        "get /page?x=%2f http/1.1",
                        "host: " + HOST + ":" + httpsPort,
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: https",
                        "x-forwarded-host: " + HOST + ":" + httpsPort,
                        "x-real-ip: 127.0.0.1");
        assertThat(answer.text()).doesNotContain("6.6.6.6", "evil.example");
    }

    @Test
    void redirectsPlainHttp() throws IOException {
        RawClient.Answer answer = RawClient.getInClear(httpPort, HOST, "/a/b?c=d");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("Location")).containsExactly("https://" + HOST + ":" + httpsPort + "/a/b?c=d");
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void sparesTheAcmePath() throws IOException {
        RawClient.Answer answer =
                RawClient.getInClear(httpPort, HOST, AcmeChallenges.PATH + EchoBackEnd.CHALLENGE_TOKEN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(EchoBackEnd.KEY_AUTHORIZATION);
    }

    @Test
    void passesAWebSocket() throws Exception {
        Echo echo = new Echo();
        WebSocket socket = HttpClient.newBuilder()
                .sslContext(client.context())
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + HOST + ":" + httpsPort + "/api/ws"), echo)
                .get(20, TimeUnit.SECONDS);
        String message = "task 7 started ".repeat(40);
        socket.sendText(message, true).get(20, TimeUnit.SECONDS);

        assertThat(echo.message.get(20, TimeUnit.SECONDS)).isEqualTo(message);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
        assertThat(echo.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/wsx", "/api"})
    void passesNoWebSocketElsewhere(String path) throws IOException {
        RawClient.Answer answer = client.getOverTls(
                HOST,
                httpsPort,
                HOST,
                path,
                "Connection: close, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("\nupgrade:");
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({"/,200", "/missing,404", "/broken,502", "/hostile,200"})
    void sendsSecurityHeadersOnEveryAnswer(String path, int status) throws IOException {
        RawClient.Answer answer = client.getOverTls(HOST, httpsPort, HOST, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Strict-Transport-Security")).containsExactly("max-age=63072000");
        assertThat(answer.header("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.header("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.header("Referrer-Policy")).containsExactly("strict-origin-when-cross-origin");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.header("Content-Security-Policy").contains("default-src 'self'"))
                .isEqualTo(path.equals("/hostile"));
        assertThat(answer.header("Server")).noneMatch(name -> name.matches(".*[0-9].*"));
    }

    @Test
    void turnsForeignServerNamesAway() throws IOException {
        if (refusesHandshake()) {
            assertThatThrownBy(() -> client.connect("foreign.example.org", httpsPort))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s).*(unrecognized_name|internal_error|handshake_failure).*");
        } else {
            String foreign = "foreign.example.org";
            assertThat(client.getOverTls(foreign, httpsPort, foreign, "/").status())
                    .isEqualTo(421);
        }
    }

    @Test
    void turnsForeignHostsAway() {
        assertTurnedAway(() -> client.getOverTls(HOST, httpsPort, "foreign.example.org", "/"));
        assertTurnedAway(() -> RawClient.getInClear(httpPort, "foreign.example.org", "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void refusesOldTls(String version) {
        assertThat(handshake(httpsPort, version)).contains("alert protocol version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void acceptsNewTls(String version) {
        assertThat(handshake(httpsPort, version)).contains("Verification: OK").doesNotContain("alert");
    }

    @Test
    void uploadsPassUnbuffered() throws IOException {
        int size = 3_000_000;
        long before = backEnd.received();
        try (SSLSocket socket = client.connect(HOST, httpsPort)) {
            byte[] half = new byte[size / 2];
            String head = "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\nContent-Length: " + size
                    + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(half);
            socket.getOutputStream().flush();
            Await.until("half of the upload at the back end", () -> backEnd.received() - before >= size / 4);
            socket.getOutputStream().write(half);
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains("200 OK").contains("stored " + size);
        }
    }

    @Test
    void answersPassUnbuffered() throws IOException {
        try (SSLSocket socket = client.connect(HOST, httpsPort)) {
            String request = "GET /halves HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            StringBuilder soFar = new StringBuilder();
            while (soFar.indexOf("first.") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next)
                        .as("the first half before the second, got %s", soFar)
                        .isNotNegative();
                soFar.append((char) next);
            }
            assertThat(soFar).doesNotContain("second");
            backEnd.releaseSecondHalf();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("second");
        }
    }

    /** Shows that the refusal of old TLS is the policy's doing: another policy lets it in. */
    @Test
    void offersOldTlsOnlyWhenAskedTo(@TempDir Path other) throws IOException {
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = LoopbackPorts.free();
        ReverseProxy old = model(TlsPolicy.old(), port).build();
        if (server == ServerUnderTest.CADDY) {
            assertThatThrownBy(() -> server.renderer(other).render(old))
                    .hasMessageContaining("tls.protocols: Caddy has no TLS before 1.2");
            return;
        }
        Path entry = server.renderer(other).render(old).writeTo(other);
        try (RunningPeer instance = server.start(other, entry, port)) {
            assertThat(handshake(port, "-tls1")).contains("Verification: OK");
            assertThat(instance.isAlive()).isTrue();
        }
    }

    /** The certificate is found only if the server reads the path exactly as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \"b\" 'c' #d ; e",
                "back\\slash",
                "tail\\",
                "%[env(HOME)] %{HOME} $(id)",
                "${HOME}",
                "{$HOME} {curly}",
                "`tick`",
                "~^= -- @x",
                "<<EOF",
                "a > b &",
            })
    void readsPathsExactlyOrRefusesThem(String name, @TempDir Path other) throws IOException {
        ReverseProxy proxy = model(TlsPolicy.intermediate(), LoopbackPorts.free(), other.resolve(name))
                .build();
        try {
            Path entry = server.renderer(other).render(proxy).writeTo(other);
            server.validate(other, entry);
        } catch (InvalidModelException refused) {
            assertThat(refused.problems())
                    .allMatch(problem -> problem.field().startsWith("certificates[0]."))
                    .anyMatch(problem -> name.matches(".*[${}].*"));
        }
    }

    private OneSiteBuilder model(TlsPolicy policy, int port) {
        return model(policy, port, scratch.resolve("tls"));
    }

    private OneSiteBuilder model(TlsPolicy policy, int port, Path folder) {
        CertificatePaths paths = CertificatePaths.in(folder).withBundle(folder.resolve("bundle.pem"));
        if (!Files.exists(paths.fullchain())) {
            CertificateBundle certificate = authority.server(HOST).issue();
            Secret key = certificate.privateKeyPem();
            SecureFiles.createDirectories(folder);
            SecureFiles.writePublic(
                    paths.fullchain(), certificate.fullchainPem().getBytes(StandardCharsets.US_ASCII));
            SecureFiles.write(paths.privateKey(), key);
            SecureFiles.write(
                    folder.resolve("bundle.pem"), Secret.ofText(certificate.fullchainPem() + key.exposeText()));
        }
        return ReverseProxy.forHosts(HOST)
                .tls(policy, paths)
                .listen(Listener.https("127.0.0.1", port))
                .route("/", backEnd.url())
                .webSocket("/api/ws");
    }

    private AcmeChallenges challenges() throws IOException {
        if (server == ServerUnderTest.HAPROXY) {
            return AcmeChallenges.handOver(Upstream.of(backEnd.url()));
        }
        Path folder = Files.createDirectories(scratch.resolve("webroot/.well-known/acme-challenge"));
        Files.writeString(folder.resolve(EchoBackEnd.CHALLENGE_TOKEN), EchoBackEnd.KEY_AUTHORIZATION);
        return AcmeChallenges.webroot(scratch.resolve("webroot"));
    }

    /** The JDK has old TLS switched off on its own side, so it could not tell; OpenSSL can. */
    private String handshake(int port, String version) {
        Path trust = scratch.resolve("root.pem");
        SecureFiles.writePublic(trust, authority.certificatePem().getBytes(StandardCharsets.US_ASCII));
        return Peer.require("openssl")
                .run(PeerLaunch.builder(
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-servername",
                                HOST,
                                "-CAfile",
                                trust.toString(),
                                "-cipher",
                                "DEFAULT:@SECLEVEL=0",
                                version)
                        .input("")
                        .build())
                .output();
    }

    private static void assertTurnedAway(Request request) {
        try {
            assertThat(request.send().status()).isEqualTo(421);
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("(?s).*(closed|reset|broken pipe).*");
        }
    }

    @FunctionalInterface
    private interface Request {
        RawClient.Answer send() throws IOException;
    }

    private static final class Echo implements WebSocket.Listener {
        private final CompletableFuture<String> message = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                message.complete(parts.toString());
            }
            socket.request(1);
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return CompletableFuture.completedFuture(List.of());
        }
    }
}
