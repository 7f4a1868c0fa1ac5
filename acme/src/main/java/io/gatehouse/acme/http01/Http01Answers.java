package io.gatehouse.acme.http01;

import io.gatehouse.acme.Challenge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What to answer under {@link #PATH}, for a server of the service's own to look up. Hand it to {@link
 * Http01Solver#inService} and serve what {@link #find} gives, on port 80 and without a redirect to a host that is not
 * yours.
 *
 * <pre>{@code
 * String body = answers.find(request.path()).orElse(null); // null: 404
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class Http01Answers {
    /** Where the CA looks (RFC 8555, section 8.3); a token follows. */
    public static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> byToken = new ConcurrentHashMap<>();

    /** None yet. */
    public Http01Answers() {}

    /**
     * The body to answer with, as {@code application/octet-stream}; empty for a path that is none of ours, which is a 404.
     *
     * @param path the request's path, decoded, with its leading slash
     */
    public Optional<String> find(String path) {
        Objects.requireNonNull(path, "path");
        return path.startsWith(PATH)
                ? Optional.ofNullable(byToken.get(path.substring(PATH.length())))
                : Optional.empty();
    }

    void add(List<Challenge> challenges) {
        challenges.forEach(challenge -> byToken.put(challenge.token(), challenge.keyAuthorization()));
    }

    void remove(List<Challenge> challenges) {
        challenges.forEach(challenge -> byToken.remove(challenge.token()));
    }

    boolean isEmpty() {
        return byToken.isEmpty();
    }
}
