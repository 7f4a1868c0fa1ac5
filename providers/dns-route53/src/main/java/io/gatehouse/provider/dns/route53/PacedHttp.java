package io.gatehouse.provider.dns.route53;

import io.gatehouse.core.http.BoundedHttp;
import io.gatehouse.dns.RequestPace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * How the SDK's requests are sent: with the JDK's client, at the account's pace, each within one limit of time. A thread that
 * is interrupted gets out at once, which it does not with the SDK's own blocking clients: those read on until their time is
 * over.
 *
 * <p>Safe for use by many threads.
 */
final class PacedHttp implements SdkHttpClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** An RRset has at most 400 values of 4,000 characters. */
    private static final int LONGEST = 1 << 22;
    /** The JDK's client writes them itself, and refuses them from others. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final RequestPace pace;
    private final Duration timeout;

    PacedHttp(RequestPace pace, Duration timeout) {
        this.pace = pace;
        this.timeout = timeout;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return send(toJdk(request));
            }

            @Override
            public void abort() {
                // A call ends with its time or with its thread's interruption.
            }
        };
    }

    private HttpExecuteResponse send(HttpRequest request) throws IOException {
        AtomicBoolean isAnswered = new AtomicBoolean();
        try {
            pace.await();
            return toSdk(BoundedHttp.send(
                    http,
                    request,
                    timeout,
                    head -> {
                        isAnswered.set(true);
                        return LONGEST;
                    },
                    body -> body));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interruption = new InterruptedIOException("interrupted");
            interruption.initCause(e);
            throw interruption;
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw isAnswered.get() || isNoHttp(e) ? new BrokenAnswerException(e) : e;
        }
    }

    private static boolean isNoHttp(IOException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ProtocolException) {
                return true;
            }
        }
        return false;
    }

    private static HttpRequest toJdk(HttpExecuteRequest from) {
        HttpRequest.Builder request = HttpRequest.newBuilder(from.httpRequest().getUri())
                .method(
                        from.httpRequest().method().name(),
                        from.contentStreamProvider()
                                .map(PacedHttp::body)
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        from.httpRequest().forEachHeader((name, values) -> {
            if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    /** Whole, since a change is small, and so that its length is told. */
    private static HttpRequest.BodyPublisher body(ContentStreamProvider content) {
        try (InputStream stream = content.newStream()) {
            return HttpRequest.BodyPublishers.ofByteArray(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the SDK's own bytes cannot be read", e);
        }
    }

    private static HttpExecuteResponse toSdk(HttpResponse<byte[]> from) {
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(from.statusCode())
                        .headers(from.headers().map())
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(from.body())))
                .build();
    }

    @Override
    public void close() {
        // The JDK's client ends when nobody holds it.
    }
}
