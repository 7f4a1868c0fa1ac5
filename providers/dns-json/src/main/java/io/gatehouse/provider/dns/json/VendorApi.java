package io.gatehouse.provider.dns.json;

import io.gatehouse.core.Secret;
import io.gatehouse.core.http.AnswerTooLongException;
import io.gatehouse.core.http.BoundedHttp;
import io.gatehouse.core.http.RetryAfter;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RequestPace;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's HTTP API, for one account.
 *
 * <pre>{@code
 * VendorApi api = VendorApi.builder("example", settings.get(endpoint))
 *         .credentials(Credentials.header("Authorization", "Bearer ", settings.get(TOKEN)))
 *         .pace(new RequestPace(5))
 *         .build();
 * List<Json> records = api.at("zones", id, "records").query("type", "TXT").get().json().items("records");
 * }</pre>
 *
 * <p>Every request keeps to the account's pace, ends in time, is answered by at most 16 MiB, follows no redirect (the
 * credentials would travel along) and fails with a {@link DnsProviderException} that shows no credential. What only reads is
 * sent again, twice at most, when the connection breaks or the vendor says that it failed; nothing that writes is, and a rate
 * limit that the vendor tells is told and not waited out.
 *
 * <p>Safe for use by many threads.
 */
public final class VendorApi {
    private static final int MOST_BYTES = 16 << 20;
    private static final int READS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** A limit by the minute is waited for, also when some ask at once; one by the hour is told. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

    private final String provider;
    private final String base;
    private final Credentials credentials;
    private final Collection<Secret> otherSecrets;
    private final FailureReader failures;
    private final Duration timeout;
    private final RequestPace pace;
    private final Clock clock;
    private final HttpClient client;

    VendorApi(VendorApiBuilder from) {
        this.provider = from.provider;
        this.base = from.base;
        this.credentials = from.credentials;
        this.otherSecrets = List.copyOf(from.otherSecrets);
        this.failures = from.failures;
        this.timeout = from.timeout;
        this.pace = from.pace;
        this.clock = from.clock;
        HttpClient.Builder http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(from.timeout);
        if (from.trust != null) {
            http.sslContext(from.trust);
        }
        this.client = http.build();
    }

    /**
     * Begins an API.
     *
     * @param provider the name of the provider, for errors
     * @param base what every path begins with; a slash at its end is left out
     */
    public static VendorApiBuilder builder(String provider, URI base) {
        return new VendorApiBuilder(provider, base);
    }

    /** How many requests it takes, for {@link io.gatehouse.dns.DnsCapabilities#rates}. */
    public List<RequestRate> rates() {
        return pace.rates();
    }

    /** A request to a path below the base; each part is percent-encoded as one step of it. */
    public VendorRequest at(String... parts) {
        return new VendorRequest(this, List.of(), Map.of(), Map.of("Accept", "application/json")).at(parts);
    }

    /**
     * The items of a list in pages, each fetched when it is needed.
     *
     * @param first asks for the first page
     * @param next the request for the page after this one, or empty after the last
     * @param items what is on a page
     */
    public <T> Stream<T> pages(
            VendorRequest first,
            Function<VendorAnswer, Optional<VendorRequest>> next,
            Function<VendorAnswer, List<T>> items) {
        return new Pages<>(this, first, next, items).stream();
    }

    /**
     * Lets time pass between two requests, where a vendor makes a change after it has answered.
     *
     * @throws DnsProviderException of kind {@code CANCELLED} if the thread is interrupted
     */
    public void pause(Duration length) {
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled("a pause between requests to " + base, e);
        }
    }

    /** The error for a zone that the account does not hold. */
    public DnsProviderException noSuchZone(DnsZone zone) {
        return failure(
                Kind.NO_SUCH_ZONE,
                "the account has no zone " + zone
                        + ", or these credentials may not see it; create the zone there, or give"
                        + " credentials of the account that holds it");
    }

    /** The error for an answer that is not what the API promises. */
    public DnsProviderException malformed(String what) {
        return failure(Kind.MALFORMED_ANSWER, "the answer is not what the API promises: " + what);
    }

    /** An error of the provider's own. */
    public DnsProviderException failure(Kind kind, String message) {
        return new DnsProviderException(provider, kind, message);
    }

    /** An error in the vendor's words, which are cut short and cleaned. */
    public DnsProviderException failure(Kind kind, String message, String words) {
        String clean = Redaction.of(words, Redaction.secrets(Map.of(), exposed()));
        return failure(kind, clean.isEmpty() ? message : message + ": \"" + clean + "\"");
    }

    String base() {
        return base;
    }

    Duration timeout() {
        return timeout;
    }

    VendorAnswer send(VendorRequest request, String method, String body) {
        return sendUntilAnswered(request, method, body, false).orElseThrow();
    }

    /** Empty where the vendor answers 404. */
    Optional<VendorAnswer> sendUnlessMissing(VendorRequest request, String method, String body) {
        return sendUntilAnswered(request, method, body, true);
    }

    private Optional<VendorAnswer> sendUntilAnswered(
            VendorRequest request, String method, String body, boolean mayBeMissing) {
        int tries = method.equals("GET") ? READS : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                return sendOnce(request, method, body, mayBeMissing);
            } catch (DnsProviderException e) {
                boolean isPassing = e.kind() == Kind.SERVER_FAILED
                        || (e.kind() == Kind.UNREACHABLE && !(e.getCause() instanceof HttpTimeoutException));
                if (attempt == tries || !isPassing || e.retryAfter().isPresent()) {
                    throw e;
                }
            }
            pause(PAUSE.multipliedBy(attempt));
        }
    }

    private Optional<VendorAnswer> sendOnce(VendorRequest request, String method, String body, boolean mayBeMissing) {
        Map<String, String> proof = credentials.headers(method, request.uri(), body);
        VendorAnswer answer = exchange(request, method, body, proof);
        if (answer.status() == 401 && credentials.refused()) {
            // A token that was taken back before its end. Nothing was done, so that writing may be repeated, too.
            proof = credentials.headers(method, request.uri(), body);
            answer = exchange(request, method, body, proof);
        }
        if (answer.status() / 100 == 2) {
            return Optional.of(answer);
        }
        if (mayBeMissing && answer.status() == 404 && isOfTheApi(answer)) {
            return Optional.empty();
        }
        throw refused(method + " " + request.url(), answer, Redaction.secrets(proof, exposed()));
    }

    private VendorAnswer exchange(VendorRequest request, String method, String body, Map<String, String> proof) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.putAll(proof);
        headers.forEach(http::header);
        return exchange(method + " " + request.url(), http.build());
    }

    /** A proxy's page of HTML says nothing about what the vendor has. */
    private static boolean isOfTheApi(VendorAnswer answer) {
        return !answer.header("Content-Type").orElse("").startsWith("text/html");
    }

    private VendorAnswer exchange(String what, HttpRequest request) {
        try {
            awaitTurn(what);
            HttpResponse<String> answer = BoundedHttp.send(
                    client, request, timeout, MOST_BYTES, bytes -> new String(bytes, StandardCharsets.UTF_8));
            return new VendorAnswer(
                    answer.statusCode(),
                    answer.headers(),
                    answer.body(),
                    text -> Json.parse(
                            text,
                            fault -> malformed(what + " was answered " + answer.statusCode() + ", but " + fault
                                    + "; see that the address is the API's, and that no proxy answers in its place")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(what, e);
        } catch (HttpTimeoutException e) {
            throw unreachable(what + " was not answered within " + timeout.toMillis() / 1000.0 + " s", e);
        } catch (AnswerTooLongException e) {
            throw new DnsProviderException(
                    provider, Kind.MALFORMED_ANSWER, "the answer to " + what + " is too long", e, null);
        } catch (IOException e) {
            throw unreachable(what + " failed (" + e + "); see that the address is right and can be reached", e);
        }
    }

    private void awaitTurn(String what) throws InterruptedException {
        Optional<Duration> tooLong = pace.await(LONGEST_TURN);
        if (tooLong.isPresent()) {
            throw new DnsProviderException(
                    provider,
                    Kind.RATE_LIMITED,
                    what + " was not sent: the account takes no more requests than " + pace.rates()
                            + ", and has none left for " + tooLong.get().toSeconds() + " s",
                    null,
                    tooLong.get());
        }
    }

    private DnsProviderException refused(String what, VendorAnswer answer, Set<String> secrets) {
        Failure usual = UsualFailures.of(answer);
        Failure failure = understood(answer, usual);
        String words = Redaction.of(failure.words(), secrets);
        Duration retryAfter = failure.retryAfter()
                .or(() -> RetryAfter.of(answer.headers(), clock.instant()))
                .orElse(null);
        return new DnsProviderException(
                provider,
                failure.kind(),
                Redaction.of(what, secrets) + " was answered " + answer.status()
                        + (words.isEmpty() ? "" : ", \"" + words + "\"")
                        + remedy(failure.kind()),
                null,
                failure.kind().isRetryable() ? retryAfter : null);
    }

    private Failure understood(VendorAnswer answer, Failure usual) {
        try {
            return failures.read(answer, usual);
        } catch (RuntimeException e) {
            return usual;
        }
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case BAD_CREDENTIALS -> "; see that the credentials are right and still valid";
            case REFUSED -> "; see what these credentials may do";
            case NO_SUCH_ZONE -> "; see that the account holds the zone";
            case RATE_LIMITED -> "; ask less often";
            default -> "";
        };
    }

    private DnsProviderException unreachable(String message, IOException cause) {
        return new DnsProviderException(provider, Kind.UNREACHABLE, message, cause, null);
    }

    DnsProviderException cancelled(String what, @Nullable InterruptedException cause) {
        return new DnsProviderException(provider, Kind.CANCELLED, what + " was interrupted", cause, null);
    }

    private List<String> exposed() {
        return otherSecrets.stream().map(Secret::exposeText).toList();
    }
}
