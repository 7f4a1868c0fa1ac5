package io.gatehouse.testkit.internal.acme;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One challenge of an authorization (RFC 8555, section 7.1.5). Thread-safe. */
final class Challenge {
    /** The kinds of challenge, by the names the registry has for them. */
    enum Kind {
        HTTP_01,
        DNS_01,
        TLS_ALPN_01,
        DNS_ACCOUNT_01;

        String registeredName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** RFC 8555, section 7.1.6. */
    enum Status {
        PENDING,
        PROCESSING,
        VALID,
        INVALID
    }

    private final String id = Base64Url.token();
    private final String token = Base64Url.token();
    private final Kind kind;
    private Status status = Status.PENDING;
    private @Nullable Instant validatedAt;
    private @Nullable Map<String, Object> error;

    Challenge(Kind kind) {
        this.kind = kind;
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    String token() {
        return token;
    }

    synchronized Status status() {
        return status;
    }

    /** Whether this call made it {@code processing}: only one validation is ever begun. */
    synchronized boolean begin() {
        if (status != Status.PENDING) {
            return false;
        }
        status = Status.PROCESSING;
        return true;
    }

    synchronized void succeed(Instant now) {
        status = Status.VALID;
        validatedAt = now;
    }

    synchronized void fail(AcmeProblem problem) {
        status = Status.INVALID;
        error = problem.document();
    }

    synchronized @Nullable Map<String, Object> error() {
        return error;
    }

    synchronized Map<String, Object> toJson(String url) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", kind.registeredName());
        json.put("url", url);
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("token", token);
        if (validatedAt != null) {
            json.put("validated", validatedAt.toString());
        }
        if (error != null) {
            json.put("error", error);
        }
        return json;
    }
}
