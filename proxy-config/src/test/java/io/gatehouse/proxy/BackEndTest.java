package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The back ends do what the behaviour suite takes for granted, with no proxy in between. */
class BackEndTest {
    @Test
    void sendsEventsOneByOne() throws IOException {
        try (EventsBackEnd events = new EventsBackEnd();
                Socket socket = ask(events, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(RawClient.readUntil(in, "\r\n\r\n")).contains("Content-Type: text/event-stream");
            Await.until("a listener", () -> events.listeners() == 1);
            events.send("one");
            assertThat(RawClient.readUntil(in, "\n\n")).isEqualTo("data: one\n\n");
            assertThat(in.available()).isZero();
            events.send("two");
            assertThat(RawClient.readUntil(in, "\n\n")).isEqualTo("data: two\n\n");
            events.end();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void countsAnUploadAsItArrives() throws IOException {
        try (EchoBackEnd echo = new EchoBackEnd();
                Socket socket = ask(echo, "POST /upload HTTP/1.1\r\nContent-Length: 6\r\n\r\n")) {
            assertThat(echo.received()).isZero();
            BackEnd.write(socket.getOutputStream(), "abc");
            Await.until("half of it", () -> echo.received() == 3);
            BackEnd.write(socket.getOutputStream(), "def");
            assertThat(answer(socket)).contains("200 OK").endsWith("stored 6");
            assertThat(echo.asked()).isEqualTo(1);
        }
    }

    @Test
    void tellsWhatItWasAsked() throws IOException {
        try (EchoBackEnd echo = new EchoBackEnd();
                Socket socket = ask(echo, "GET /page?a=b HTTP/1.1\r\nX-Thing: 1\r\n\r\n")) {
            assertThat(answer(socket)).contains("GET /page?a=b HTTP/1.1\r\n", "X-Thing: 1\r\n");
        }
    }

    @Test
    void putsChunksTogether() {
        RawClient.Answer answer = new RawClient.Answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n, my world\r\n0\r\n\r\n");

        assertThat(new String(answer.content(), StandardCharsets.US_ASCII)).isEqualTo("hello, my world");
    }

    private static Socket ask(BackEnd backEnd, String request) throws IOException {
        Socket socket = RawClient.plain(URI.create(backEnd.url()).getPort());
        BackEnd.write(socket.getOutputStream(), request);
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
