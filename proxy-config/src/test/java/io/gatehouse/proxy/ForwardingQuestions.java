package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
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

    /** The application has the first of a hundred megabytes while the last are not yet sent. */
    @Test
    default void uploadsPassUnbuffered() throws IOException {
        byte[] mebibyte = new byte[1 << 20];
        int count = 100;
        EchoBackEnd application = bed().application();
        long before = application.received();
        try (SSLSocket socket = bed().client().connect(HOST, semaphore().httpsPort())) {
            OutputStream out = socket.getOutputStream();
            BackEnd.write(
                    out,
                    "POST /upload HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\nContent-Length: "
                            + count * mebibyte.length + "\r\n\r\n");
            out.write(mebibyte);
            out.flush();
            Await.until("the first part of the upload", () -> application.received() - before >= mebibyte.length / 2);
            for (int sent = 1; sent < count; sent++) {
                out.write(mebibyte);
            }
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains("200 OK").contains("stored " + count * mebibyte.length);
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

    @Test
    default void passesEachEventAsItComes() throws IOException {
        EventsBackEnd events = bed().events();
        TestBed.Instance instance = site(
                "events",
                site -> site.route(Route.at("/events").to(events.url()).events()));
        int before = events.listeners();
        try (SSLSocket socket = bed().client().connect(HOST, instance.httpsPort())) {
            BackEnd.write(socket.getOutputStream(), "GET /events HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            Await.until("a listener", () -> events.listeners() > before);
            for (int number = 1; number <= 5; number++) {
                // The next is sent only when this one has come; if one is held back, the read runs into its time-out.
                events.send("number " + number);
                assertThat(RawClient.readUntil(socket.getInputStream(), "data: number " + number + "\n\n"))
                        .doesNotContain("number " + (number + 1));
            }
            events.end();
        }
    }
}
