package io.gatehouse.acme;

import io.gatehouse.core.http.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/**
 * acme4j's connection over {@link AcmeHttp}, without losing the status and {@code Retry-After} of a refusal. For one thread.
 */
final class ShieldedConnection extends DefaultConnection {
    private final Clock clock;
    private final Duration callLimit;

    ShieldedConnection(HttpConnector connector, Clock clock, Duration callLimit) {
        super(connector);
        this.clock = clock;
        this.callLimit = callLimit;
    }

    /** A problem document with what its HTTP headers said. */
    static final class Refusal extends AcmeServerException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable Duration retryAfter;

        private Refusal(Problem problem, int status, @Nullable Duration retryAfter) {
            super(problem);
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

    @Override
    protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body) throws IOException {
        HttpRequest.Builder request = httpConnector
                .createRequestBuilder(url)
                .header("Accept-Charset", "utf-8")
                .header("Accept-Language", session.getLanguageHeader());
        body.accept(request);
        HttpResponse<InputStream> response = AcmeHttp.exchange(httpClient, request.build(), callLimit);
        lastResponse = response;
        if (response.statusCode() >= 300 && !hasProblem(response)) {
            try (var nonce = session.lockNonce()) {
                // It was used up by the request that failed.
                nonce.setNonce(null);
            }
            throw new AcmeHttp.StatusError(
                    response.statusCode(),
                    RetryAfter.of(response.headers(), clock.instant()).orElse(null));
        }
    }

    @Override
    protected int sendSignedRequest(
            URL url,
            @Nullable JSONBuilder claims,
            Session session,
            KeyPair keypair,
            @Nullable URL accountLocation,
            String accept)
            throws org.shredzone.acme4j.exception.AcmeException {
        try {
            return super.sendSignedRequest(url, claims, session, keypair, accountLocation, accept);
        } catch (AcmeServerException e) {
            throw refusal(e);
        }
    }

    @Override
    public int sendRequest(URL url, Session session, @Nullable ZonedDateTime ifModifiedSince)
            throws org.shredzone.acme4j.exception.AcmeException {
        try {
            return super.sendRequest(url, session, ifModifiedSince);
        } catch (AcmeServerException e) {
            throw refusal(e);
        }
    }

    private AcmeServerException refusal(AcmeServerException e) {
        HttpResponse<?> response = lastResponse;
        return response == null
                ? e
                : new Refusal(
                        e.getProblem(),
                        response.statusCode(),
                        RetryAfter.of(response.headers(), clock.instant()).orElse(null));
    }

    @Override
    public Optional<Instant> getRetryAfter() {
        HttpResponse<?> response = lastResponse;
        Instant now = clock.instant();
        return response == null
                ? Optional.empty()
                : RetryAfter.of(response.headers(), now).map(now::plus);
    }

    private static boolean hasProblem(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
    }
}
