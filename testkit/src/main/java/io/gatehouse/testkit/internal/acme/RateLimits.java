package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts requests against the limits; a window slides with the clock (RFC 8555, section 6.6). Thread-safe. */
final class RateLimits {
    private record Counted(RateLimit limit, Optional<String> account) {}

    private final List<RateLimit> limits;
    private final Clock clock;
    private final Map<Counted, Deque<Instant>> answered = new HashMap<>();

    RateLimits(List<RateLimit> limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Counts one request to the resource, or refuses it; what is refused does not count. */
    synchronized void take(AcmeResource resource, Optional<Account> account) {
        Instant now = clock.instant();
        List<Deque<Instant>> windows = limits.stream()
                .filter(limit -> limit.resource() == resource)
                .map(limit -> open(new Counted(limit, account.map(Account::id)), now))
                .toList();
        windows.forEach(window -> window.addLast(now));
    }

    private Deque<Instant> open(Counted counted, Instant now) {
        RateLimit limit = counted.limit();
        Deque<Instant> window = answered.computeIfAbsent(counted, first -> new ArrayDeque<>());
        while (!window.isEmpty() && !window.peekFirst().plus(limit.period()).isAfter(now)) {
            window.removeFirst();
        }
        if (window.size() >= limit.requests()) {
            Instant free = window.isEmpty()
                    ? now.plus(limit.period())
                    : window.peekFirst().plus(limit.period());
            throw ProblemType.RATE_LIMITED
                    .because(limit.requests() + " requests to " + limit.resource() + " are answered in "
                            + limit.period() + "; come back at " + free)
                    .withHeader("Retry-After", Reply.wholeSeconds(Duration.between(now, free)));
        }
        return window;
    }
}
