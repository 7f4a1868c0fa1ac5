package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The unpleasant things a test asked the CA to do. Thread-safe. */
public final class Faults {
    private final Set<Identifier> rejected = new HashSet<>();
    private final Map<AcmeResource, Duration> limited = new EnumMap<>(AcmeResource.class);
    private int badNonces;

    /**
     * Orders for this identifier are refused from now on.
     *
     * @param identifier exactly as ordered: a name does not cover its wildcard
     */
    public synchronized void reject(Identifier identifier) {
        rejected.add(identifier);
    }

    /** One more request with a good nonce is told that it is bad. */
    public synchronized void badNonceOnce() {
        badNonces++;
    }

    /**
     * The next request to a resource is told to come back later.
     *
     * @param resource the resource
     * @param retryAfter when to come back
     */
    public synchronized void rateLimitOnce(AcmeResource resource, Duration retryAfter) {
        limited.put(resource, retryAfter);
    }

    synchronized void takeBadNonce() {
        if (badNonces > 0) {
            badNonces--;
            throw ProblemType.BAD_NONCE.because("the test asked for a bad nonce; try again with a fresh one");
        }
    }

    synchronized void takeRateLimit(AcmeResource resource) {
        Duration retryAfter = limited.remove(resource);
        if (retryAfter != null) {
            throw ProblemType.RATE_LIMITED
                    .because("the test asked for a rate limit here")
                    .withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
    }

    synchronized void requireNoneRejected(Set<Identifier> ordered) {
        List<Map<String, Object>> refusals =
                ordered.stream().filter(rejected::contains).map(Faults::refusal).toList();
        if (!refusals.isEmpty()) {
            throw ProblemType.REJECTED_IDENTIFIER
                    .because("this server does not issue for " + refusals.size() + " of the names: see subproblems")
                    .with("subproblems", refusals);
        }
    }

    private static Map<String, Object> refusal(Identifier identifier) {
        return Map.of(
                "type", ProblemType.REJECTED_IDENTIFIER.urn(),
                "detail", "the test asked to reject " + identifier.text(),
                "identifier", Identifiers.toJson(identifier));
    }
}
