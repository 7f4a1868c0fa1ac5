package io.gatehouse.provider.kek.vault;

import io.gatehouse.core.Secret;
import io.gatehouse.core.http.BoundedHttp;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Calls one Transit engine. Never follows a redirect: the token is for this host. */
final class TransitClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern ERROR = Pattern.compile("\"errors\"\\s*:\\s*\\[\\s*\"([^\"\\\\\\p{Cntrl}]{1,300})");

    /** A key of hundreds of versions is told with all of them, at some eighty bytes each. */
    static final int LONGEST = 1 << 20;

    private final URI engine;
    private final String name;
    private final VaultToken token;
    private final Optional<String> namespace;
    private final HttpClient http;
    private final Duration timeLimit;

    TransitClient(
            URI engine,
            String name,
            VaultToken token,
            Optional<String> namespace,
            Optional<SSLContext> tls,
            Duration timeLimit) {
        this.engine = engine;
        this.name = name;
        this.token = token;
        this.namespace = namespace;
        this.timeLimit = timeLimit;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        tls.ifPresent(client::sslContext);
        this.http = client.build();
    }

    /** What the server answered: the body of a success, or the first of its errors. */
    record Answer(int status, String text) {
        boolean isSuccess() {
            return status == 200;
        }
    }

    /**
     * @param body JSON, or {@code null} to read
     * @throws KeyUnavailableException unless the server answers with success, or calls the request bad (400)
     */
    Answer call(String path, @Nullable String body) {
        Secret shown = token.current();
        HttpResponse<String> response = send(request(path, body, shown));
        if (response.statusCode() == 403 && isRenewedSince(shown)) {
            response = send(request(path, body, token.current()));
        }
        if (response.statusCode() == 200) {
            return new Answer(200, response.body());
        }
        Matcher error = ERROR.matcher(response.body());
        String says = error.find() ? error.group(1) : "nothing more";
        if (response.statusCode() == 400) {
            return new Answer(400, says);
        }
        throw new KeyUnavailableException(
                name + " cannot be used now: the server says " + response.statusCode() + " (" + says
                        + "). Check that it is unsealed, and that the token lives and may update encrypt/ and decrypt/ and"
                        + " read keys/ of this key",
                retryAfter(response),
                null);
    }

    private HttpRequest request(String path, @Nullable String body, Secret shown) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(engine.resolve(path)).header("X-Vault-Token", shown.exposeText());
        namespace.ifPresent(value -> request.header("X-Vault-Namespace", value));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return request.build();
    }

    /** A token that has ended is replaced in its file by Vault Agent, and nobody tells us. */
    private boolean isRenewedSince(Secret refused) {
        try {
            return token.isRenewedSince(refused);
        } catch (KeyEncryptionKeyException e) {
            throw new KeyUnavailableException(
                    name + " cannot be used now: the server refuses the token, and " + e.getMessage(), e);
        }
    }

    KeyUnavailableException unavailable(String why) {
        return new KeyUnavailableException(
                name + " cannot be used now: " + why + ". Check the key and its policy in the Transit engine", null);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return BoundedHttp.send(
                    http, request, timeLimit, LONGEST, body -> new String(body, StandardCharsets.UTF_8));
        } catch (HttpTimeoutException e) {
            throw noAnswer("within " + timeLimit, e);
        } catch (IOException e) {
            throw noAnswer(String.valueOf(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer("before this thread was interrupted", e);
        }
    }

    private KeyUnavailableException noAnswer(String detail, Exception cause) {
        return new KeyUnavailableException(
                name + " cannot be used now: the server did not answer (" + detail
                        + "). Check the network, its certificate, and that it runs",
                cause);
    }

    private static @Nullable Duration retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
