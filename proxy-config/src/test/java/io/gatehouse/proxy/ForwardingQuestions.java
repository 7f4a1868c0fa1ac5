package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the application, and what comes back from it. */
interface ForwardingQuestions extends Questions {
    @Test
    default void tellsTheApplicationWhoAsksAndNotWhatTheClientSaysOfItself() throws IOException {
        int port = semaphore().httpsPort();
        RawClient.Answer answer = bed().client()
                .getOverTls(
                        HOST,
                        port,
                        HOST + ":" + port,
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
                        "host: " + HOST + ":" + port,
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: https",
                        "x-forwarded-host: " + HOST + ":" + port,
                        "x-real-ip: 127.0.0.1");
        assertThat(answer.text()).doesNotContain("6.6.6.6", "evil.example");
    }

    @Test
    default void passesAWebSocket() throws Exception {
        WebSocketEcho echo = new WebSocketEcho();
        WebSocket socket = HttpClient.newBuilder()
                .sslContext(bed().client().context())
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + HOST + ":" + semaphore().httpsPort() + "/api/ws"), echo)
                .get(20, TimeUnit.SECONDS);
        String message = "task 7 started ".repeat(40);
        socket.sendText(message, true).get(20, TimeUnit.SECONDS);

        assertThat(echo.message().get(20, TimeUnit.SECONDS)).isEqualTo(message);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
        assertThat(echo.closed().get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/wsx", "/api"})
    default void passesNoWebSocketElsewhere(String path) throws IOException {
        RawClient.Answer answer = bed().client()
                .getOverTls(
                        HOST,
                        semaphore().httpsPort(),
                        HOST,
                        path,
                        "Connection: close, Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("\nupgrade:");
    }

    @Test
    default void uploadsPassUnbuffered() throws IOException {
        int size = 3_000_000;
        long before = bed().application().received();
        try (SSLSocket socket = bed().client().connect(HOST, semaphore().httpsPort())) {
            byte[] half = new byte[size / 2];
            String head = "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\nContent-Length: " + size
                    + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(half);
            socket.getOutputStream().flush();
            Await.until(
                    "half of the upload at the back end",
                    () -> bed().application().received() - before >= size / 4);
            socket.getOutputStream().write(half);
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains("200 OK").contains("stored " + size);
        }
    }

    @Test
    default void answersPassUnbuffered() throws IOException {
        try (SSLSocket socket = bed().client().connect(HOST, semaphore().httpsPort())) {
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
            bed().application().releaseSecondHalf();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("second");
        }
    }
}
