package io.gatehouse.provider.dns.json;

import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An access token of OAuth 2.0 (RFC 6749) that the vendor gives for something else that proves who asks: a client's secret, a
 * signed assertion. It is fetched when it is first needed, by one thread for all, kept until a minute before its end, and
 * forgotten when the vendor takes it no longer.
 *
 * <pre>{@code
 * VendorApi login = TokenCredentials.endpoint("example", uri).redacting(secret).build();
 * Credentials credentials = new TokenCredentials(login.at("token"), () -> form, Clock.systemUTC());
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class TokenCredentials implements Credentials {
    /** A request that is on its way when the token ends is refused. */
    private static final Duration BEFORE_ITS_END = Duration.ofMinutes(1);

    private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(1).toSeconds();
    /** RFC 6750, section 2.1, and nothing that would end a header. */
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    private record Token(String text, Instant useUntil) {
        /** The text is a secret. */
        @Override
        public String toString() {
            return "token to be used until " + useUntil;
        }
    }

    private final VendorRequest endpoint;
    private final Supplier<Map<String, String>> form;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token token;

    /**
     * @param endpoint where tokens are given, of an API that {@link #endpoint} began; its time limit is that of a token
     * @param form what is sent there, asked for anew for each token
     * @param clock tells when a token ends
     */
    public TokenCredentials(VendorRequest endpoint, Supplier<Map<String, String>> form, Clock clock) {
        this.endpoint = endpoint;
        this.form = form;
        this.clock = clock;
    }

    /**
     * Begins the API of a token endpoint, whose errors are those of RFC 6749, section 5.2: that it does not take what it was
     * sent means that the credentials are wrong, whatever the status.
     *
     * @see VendorApi#builder
     */
    public static VendorApiBuilder endpoint(String provider, URI base) {
        return VendorApi.builder(provider, base)
                .failures((answer, usual) ->
                        usual.kind().isRetryable() ? usual : new Failure(Kind.BAD_CREDENTIALS, usual.words()));
    }

    @Override
    public Map<String, String> headers(String method, URI uri, String body) {
        Token kept = kept();
        return Map.of("Authorization", "Bearer " + (kept != null ? kept : fetchedOnce()).text());
    }

    @Override
    public boolean refused() {
        token = null;
        return true;
    }

    private @Nullable Token kept() {
        Token known = token;
        return known != null && clock.instant().isBefore(known.useUntil()) ? known : null;
    }

    private Token fetchedOnce() {
        lock();
        try {
            Token byAnother = kept();
            if (byAnother != null) {
                return byAnother;
            }
            Token fetched = fetch();
            token = fetched;
            return fetched;
        } finally {
            fetching.unlock();
        }
    }

    private void lock() {
        VendorApi api = endpoint.api();
        try {
            if (!fetching.tryLock(api.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw api.failure(Kind.UNREACHABLE, "no token came from " + endpoint + " in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw api.cancelled("waiting for a token from " + endpoint, e);
        }
    }

    private Token fetch() {
        Instant asked = clock.instant();
        Json answer = endpoint.postForm(form.get()).json();
        String text = answer.text("access_token");
        if (!FORM.matcher(text).matches()) {
            throw answer.get("access_token").malformed("has signs that no token has");
        }
        if (!answer.text("token_type").equalsIgnoreCase("Bearer")) {
            throw answer.get("token_type").malformed("is not Bearer");
        }
        // No number that a vendor sends may carry us past the end of time.
        long seconds = Math.min(answer.number("expires_in"), LONGEST_LIFE_SECONDS);
        return new Token(text, asked.plusSeconds(seconds).minus(BEFORE_ITS_END));
    }
}
