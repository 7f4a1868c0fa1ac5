package io.gatehouse.core.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/**
 * One call over HTTP that ends: in a time that holds for the whole answer, where a limit of {@link HttpRequest} ends with the
 * headers, and with a body no longer than the caller takes.
 *
 * <p>The calling thread waits, and needs no thread of the common pool. That pool has one thread on a machine of two
 * processors, and {@link HttpClient#sendAsync} ends each answer there: callers that block in it would wait for themselves.
 */
public final class BoundedHttp {
    private BoundedHttp() {}

    /** Makes of a body what a caller wants of it. Called by a thread of the client: not to block. */
    @FunctionalInterface
    public interface BodyReader<T> {
        /**
         * Reads a whole body.
         *
         * @throws IOException which the call ends with, if the body cannot be taken
         */
        T read(byte[] body) throws IOException;
    }

    /**
     * Sends a request and reads the answer to its end. Where the call fails, its connection is closed.
     *
     * @param limit for connecting, sending and the whole answer
     * @param longest the longest body to take, in bytes, by status and headers
     * @throws HttpTimeoutException if the limit passes
     * @throws AnswerTooLongException if the body is too long
     * @throws IOException if the connection fails, or the reader refuses the body
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static <T> HttpResponse<T> send(
            HttpClient client,
            HttpRequest request,
            Duration limit,
            ToIntFunction<HttpResponse.ResponseInfo> longest,
            BodyReader<T> body)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        HttpRequest limited = HttpRequest.newBuilder(request, (name, value) -> true)
                .timeout(limit)
                .build();
        AtomicReference<BoundedBody<T>> begun = new AtomicReference<>();
        boolean whole = false;
        try {
            HttpResponse<T> answer = client.send(limited, head -> {
                BoundedBody<T> made = new BoundedBody<>(longest.applyAsInt(head), body, deadline, limit);
                begun.set(made);
                return made;
            });
            whole = true;
            return answer;
        } catch (IOException e) {
            // The client wraps what a body ended with.
            throw e.getClass() == IOException.class && e.getCause() instanceof IOException cause ? cause : e;
        } finally {
            // Not before: some clients then tell of a connection that broke.
            if (!whole && begun.get() != null) {
                begun.get().hangUp();
            }
        }
    }

    /** For bodies of one longest length, whatever the status. */
    public static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest request, Duration limit, int longest, BodyReader<T> body)
            throws IOException, InterruptedException {
        return send(client, request, limit, head -> longest, body);
    }
}
