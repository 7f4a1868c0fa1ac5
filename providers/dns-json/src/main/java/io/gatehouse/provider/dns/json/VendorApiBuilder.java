package io.gatehouse.provider.dns.json;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.RequestPace;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Collects what an API is called with. Not safe for use by many threads. */
public final class VendorApiBuilder {
    final String provider;
    final String base;
    final List<Secret> otherSecrets = new ArrayList<>();
    Credentials credentials = Credentials.none();
    FailureReader failures = (answer, usual) -> usual;
    Duration timeout = Duration.ofSeconds(30);
    RequestPace pace = new RequestPace(List.of());
    Clock clock = Clock.systemUTC();

    @Nullable
    SSLContext trust;

    VendorApiBuilder(String provider, URI base) {
        this.provider = Objects.requireNonNull(provider, "provider");
        String text = base.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** What every request carries; nothing until said otherwise. */
    public VendorApiBuilder credentials(Credentials proof) {
        credentials = Objects.requireNonNull(proof, "proof");
        return this;
    }

    /** A secret that goes into a query or a body: it is cut out of errors, too. */
    public VendorApiBuilder redacting(Secret secret) {
        otherSecrets.add(Objects.requireNonNull(secret, "secret"));
        return this;
    }

    /** What the vendor's errors mean; what RFC 9110 says of their statuses until said otherwise. */
    public VendorApiBuilder failures(FailureReader reader) {
        failures = Objects.requireNonNull(reader, "reader");
        return this;
    }

    /** How long one answer may take; thirty seconds until said otherwise. */
    public VendorApiBuilder timeout(Duration limit) {
        timeout = Objects.requireNonNull(limit, "limit");
        return this;
    }

    /** How many requests the vendor takes; any number until said otherwise. */
    public VendorApiBuilder pace(RequestPace requests) {
        pace = Objects.requireNonNull(requests, "requests");
        return this;
    }

    /** For a {@code Retry-After} that is a date, from a vendor that does not tell its own time; the system's. */
    public VendorApiBuilder clock(Clock time) {
        clock = Objects.requireNonNull(time, "time");
        return this;
    }

    /** Time limit and pace as the user has set them. */
    public VendorApiBuilder limits(Settings settings, VendorSettings of) {
        return timeout(settings.get(of.timeout())).pace(new RequestPace(settings.get(of.requests())));
    }

    /** Whom to trust in place of the JVM's authorities. */
    public VendorApiBuilder trusting(SSLContext authorities) {
        trust = Objects.requireNonNull(authorities, "authorities");
        return this;
    }

    /** The API. Opens no connection. */
    public VendorApi build() {
        return new VendorApi(this);
    }
}
