package io.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedHttpTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    /** Waited for in full, like the short one, but a head must come within it. */
    private static final Duration TIME_FOR_THE_HEAD = Duration.ofSeconds(2);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answers(Behaviour behaviour) {
        server.createContext("/", exchange -> {
            try (exchange) {
                behaviour.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private HttpResponse<String> call(Duration limit, int longest) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .build();
        return BoundedHttp.send(client, request, limit, longest, body -> new String(body, StandardCharsets.UTF_8));
    }

    private static void write(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void readsAnAnswerUpToTheLongestToItsEnd() throws Exception {
        answers(exchange -> write(exchange, "12345"));

        assertThat(call(LONG, 5).body()).isEqualTo("12345");
        assertThatExceptionOfType(AnswerTooLongException.class)
                .isThrownBy(() -> call(LONG, 4))
                .withMessage("it is longer than 4 bytes");
    }

    @Test
    void endsThoughHeadersNeverCome() {
        answers(exchange -> ended.await());

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> call(SHORT, 10));
    }

    @Test
    void endsThoughTheBodyNeverDoesAndHangsUp() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    body.write('.');
                    body.flush();
                }
            } catch (IOException e) {
                hungUp.countDown();
            }
        });

        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> call(TIME_FOR_THE_HEAD, Integer.MAX_VALUE))
                .withMessageContaining("no end of the answer after 2.0 s");
        hungUp.await();
    }

    @Test
    void needsNoThreadOfTheCommonPool() throws Exception {
        answers(exchange -> write(exchange, "here"));
        CountDownLatch busy = new CountDownLatch(ForkJoinPool.getCommonPoolParallelism());
        for (long i = busy.getCount(); i > 0; i--) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                awaitEnd();
            });
        }
        busy.await();

        assertThat(call(LONG, 10).body()).isEqualTo("here");
        assertThatExceptionOfType(AnswerTooLongException.class).isThrownBy(() -> call(LONG, 1));
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsWithWhatTheReaderSaysOfTheBody() {
        answers(exchange -> write(exchange, "<html>"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .build();
        IOException refused = new IOException("no JSON");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BoundedHttp.send(client, request, LONG, 10, body -> {
                    throw refused;
                }))
                .isSameAs(refused);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BoundedHttp.send(client, request, LONG, 10, body -> {
                    throw new IllegalStateException("a mistake of the reader");
                }))
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysThatNobodyListens() {
        server.stop(0);

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> call(LONG, 10));
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answers(exchange -> {
            asked.countDown();
            ended.await();
        });
        FutureTask<Throwable> call = new FutureTask<>(() -> {
            try {
                call(LONG, 10);
                return null;
            } catch (InterruptedException e) {
                return e;
            }
        });
        Thread caller = new Thread(call);
        caller.start();
        asked.await();

        caller.interrupt();

        assertThat(call.get()).isInstanceOf(InterruptedException.class);
    }
}
