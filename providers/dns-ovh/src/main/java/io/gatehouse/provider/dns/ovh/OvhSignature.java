package io.gatehouse.provider.dns.ovh;

import io.gatehouse.core.Secret;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.VendorApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs each request as OVHcloud's clients do: {@code $1$} and the SHA-1 of secret, consumer key, method, URL, body and time,
 * with plus signs between them. The time is OVHcloud's, asked for once, since a signature is good for a short while only; it is
 * asked for again after a refusal. Safe for use by many threads.
 */
final class OvhSignature implements Credentials {
    /** Half of an answer is a number, too. */
    private static final long EARLIEST = 1_000_000_000;

    private final Secret applicationKey;
    private final Secret applicationSecret;
    private final Secret consumerKey;
    private final VendorApi unsigned;
    private final Clock clock;

    /** How far OVHcloud's clock is ahead of ours; null until it was asked. Two threads may both ask. */
    private volatile @Nullable Duration ahead;

    OvhSignature(Secret applicationKey, Secret applicationSecret, Secret consumerKey, VendorApi unsigned, Clock clock) {
        this.applicationKey = applicationKey;
        this.applicationSecret = applicationSecret;
        this.consumerKey = consumerKey;
        this.unsigned = unsigned;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, String body) {
        String time = String.valueOf(time().getEpochSecond());
        String signed = String.join(
                "+", applicationSecret.exposeText(), consumerKey.exposeText(), method, uri.toString(), body, time);
        return Map.of(
                "X-Ovh-Application",
                applicationKey.exposeText(),
                "X-Ovh-Consumer",
                consumerKey.exposeText(),
                "X-Ovh-Timestamp",
                time,
                "X-Ovh-Signature",
                "$1$" + sha1(signed));
    }

    @Override
    public boolean refused() {
        forgetTime();
        return true;
    }

    /** The vendor's clock, or ours, may have been set meanwhile. */
    void forgetTime() {
        ahead = null;
    }

    private Instant time() {
        Duration known = ahead;
        if (known == null) {
            long seconds = unsigned.at("auth", "time").get().json().number();
            if (seconds < EARLIEST) {
                throw unsigned.malformed("a time before " + Instant.ofEpochSecond(EARLIEST));
            }
            known = Duration.between(clock.instant(), Instant.ofEpochSecond(seconds));
            ahead = known;
        }
        return clock.instant().plus(known);
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
