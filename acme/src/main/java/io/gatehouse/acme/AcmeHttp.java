package io.gatehouse.acme;

import io.gatehouse.core.http.AnswerTooLongException;
import io.gatehouse.core.http.BoundedHttp;
import io.gatehouse.core.pki.TrustedAuthorities;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTPS that ACME is carried over, with an end to everything: an answer has a longest size, a call a longest time, and
 * redirects a number. Nothing goes over plain HTTP (RFC 8555, section 6.1).
 */
final class AcmeHttp {
    private static final int MOST_REDIRECTS = 5;
    private static final String CHAIN = "application/pem-certificate-chain";
    private static final int LONGEST_CHAIN = 1 << 20;
    private static final int LONGEST_OTHER = 1 << 18;
    private static final int DEEPEST = 32;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private AcmeHttp() {}

    /** A client that trusts the given certificates and no others; those of the Java runtime if none are given. */
    static HttpClient client(List<X509Certificate> trustAnchors, Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout);
        if (!trustAnchors.isEmpty()) {
            builder.sslContext(TrustedAuthorities.of(trustAnchors));
        }
        return builder.build();
    }

    /**
     * Sends a request and reads its answer to the end. A GET or HEAD follows redirects; a POST does not, for what it carries
     * is signed for one address.
     *
     * @param limit for all of it
     */
    static HttpResponse<InputStream> exchange(HttpClient client, HttpRequest request, Duration limit)
            throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        HttpRequest next = request;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = once(client, next, limit, deadline);
            Optional<String> location = response.headers().firstValue("Location");
            if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty() || isPost(request)) {
                requireUncompressed(response);
                return response;
            }
            next = redirected(request, next.uri(), location.get());
        }
        throw new UnacceptableAnswer("it redirects more than " + MOST_REDIRECTS + " times, last to " + next.uri());
    }

    private static HttpResponse<InputStream> once(HttpClient client, HttpRequest request, Duration limit, long deadline)
            throws IOException {
        if (!"https".equalsIgnoreCase(request.uri().getScheme())) {
            throw new UnacceptableAnswer("it leads to " + request.uri() + ", and ACME speaks HTTPS only");
        }
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        try {
            return BoundedHttp.send(client, request, left, AcmeHttp::longest, AcmeHttp::body);
        } catch (InterruptedException e) {
            throw new IOException("Request was interrupted", e);
        } catch (AnswerTooLongException e) {
            throw new UnacceptableAnswer(String.valueOf(e.getMessage()));
        } catch (HttpConnectTimeoutException e) {
            throw e;
        } catch (HttpTimeoutException e) {
            throw new TooSlow(limit, e);
        }
    }

    private static int longest(HttpResponse.ResponseInfo head) {
        boolean isChain = head.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith(CHAIN))
                .isPresent();
        return isChain ? LONGEST_CHAIN : LONGEST_OTHER;
    }

    private static InputStream body(byte[] bytes) throws UnacceptableAnswer {
        if (nestsTooDeep(bytes)) {
            throw new UnacceptableAnswer("it is nested more than " + DEEPEST + " deep");
        }
        return new ByteArrayInputStream(bytes);
    }

    /** Brackets in texts count too: no text of ACME has so many, and a parser that recurses dies of them. */
    private static boolean nestsTooDeep(byte[] json) {
        int depth = 0;
        for (byte b : json) {
            switch (b) {
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPost(HttpRequest request) {
        return request.method().equals("POST");
    }

    private static HttpRequest redirected(HttpRequest request, URI from, String location) throws IOException {
        try {
            return HttpRequest.newBuilder(request, (name, value) -> true)
                    .uri(from.resolve(location))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UnacceptableAnswer("it redirects to \"" + location + "\", which is no address to go to");
        }
    }

    /** Nobody asked for compression, and a few bytes of it can become gigabytes. */
    private static void requireUncompressed(HttpResponse<?> response) throws IOException {
        Optional<String> encoding = response.headers().firstValue("Content-Encoding");
        if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
            throw new UnacceptableAnswer("it is encoded as " + encoding.get() + ", which was not asked for");
        }
    }

    /** An answer that no CA would give. */
    static final class UnacceptableAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        UnacceptableAnswer(String why) {
            super(why);
        }
    }

    /** An answer that did not come to its end in time. */
    static final class TooSlow extends IOException {
        private static final long serialVersionUID = 1L;

        private TooSlow(Duration limit, Throwable cause) {
            super("no end of its answer after " + limit.toMillis() / 1000.0 + " s", cause);
        }
    }

    /** An HTTP error that came without a problem document. */
    static final class StatusError extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable Duration retryAfter;

        StatusError(int status, @Nullable Duration retryAfter) {
            super("HTTP " + status);
            this.status = status;
            this.retryAfter = retryAfter;
        }

        int status() {
            return status;
        }

        @Nullable
        Duration retryAfter() {
            return retryAfter;
        }
    }
}
