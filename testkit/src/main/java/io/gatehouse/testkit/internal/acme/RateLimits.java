package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeRateLimit;
import io.gatehouse.testkit.AcmeRateLimit.CertificatesBelow;
import io.gatehouse.testkit.AcmeRateLimit.DuplicateCertificates;
import io.gatehouse.testkit.AcmeRateLimit.FailedValidations;
import io.gatehouse.testkit.AcmeRateLimit.NewAccounts;
import io.gatehouse.testkit.AcmeRateLimit.Requests;
import io.gatehouse.testkit.AcmeResource;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts what is granted against the limits; a window slides with the clock (RFC 8555, section 6.6). Thread-safe. */
final class RateLimits {
    /** One count of a limit: that of an account, of a set of identifiers, of an address. */
    private record Bucket(AcmeRateLimit limit, List<?> whose) {}

    private final List<AcmeRateLimit> limits;
    private final Clock clock;
    private final Map<Bucket, Deque<Instant>> granted = new HashMap<>();

    RateLimits(List<AcmeRateLimit> limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Counts one request to the resource, or refuses it; what is refused does not count. */
    synchronized void take(AcmeResource resource, Optional<Account> account) {
        List<Bucket> requests = requests(resource, account);
        requireOpen(requests);
        count(requests);
    }

    /** Counts one order, or refuses it because of orders, certificates or failures before it. */
    synchronized void takeOrder(Account account, Set<Identifier> identifiers) {
        requireOpen(certificates(identifiers));
        identifiers.forEach(identifier -> requireOpen(failures(account, Identifiers.base(identifier))));
        take(AcmeResource.NEW_ORDER, Optional.of(account));
    }

    synchronized void takeNewAccount(InetAddress from) {
        List<Bucket> accounts = buckets(limit -> limit instanceof NewAccounts, from);
        requireOpen(accounts);
        count(accounts);
    }

    synchronized void issued(Set<Identifier> identifiers) {
        count(certificates(identifiers));
    }

    synchronized void failed(Account account, Identifier identifier) {
        count(failures(account, identifier));
    }

    private List<Bucket> requests(AcmeResource resource, Optional<Account> account) {
        return buckets(
                limit -> limit instanceof Requests requests && requests.resource() == resource,
                account.map(Account::id).orElse(""));
    }

    private List<Bucket> certificates(Set<Identifier> identifiers) {
        List<Bucket> duplicates = buckets(limit -> limit instanceof DuplicateCertificates, Set.copyOf(identifiers));
        List<Bucket> below = buckets(limit -> limit instanceof CertificatesBelow domain
                && identifiers.stream().anyMatch(identifier -> isAtOrBelow(identifier, domain.domain())));
        return Stream.concat(duplicates.stream(), below.stream()).toList();
    }

    private static boolean isAtOrBelow(Identifier identifier, DomainName domain) {
        return identifier instanceof DomainName name && name.base().isAtOrBelow(domain);
    }

    private List<Bucket> failures(Account account, Identifier identifier) {
        return buckets(limit -> limit instanceof FailedValidations, account.id(), identifier);
    }

    private List<Bucket> buckets(Predicate<AcmeRateLimit> kind, Object... whose) {
        return limits.stream()
                .filter(kind)
                .map(limit -> new Bucket(limit, List.of(whose)))
                .toList();
    }

    private void count(List<Bucket> buckets) {
        Instant now = clock.instant();
        buckets.forEach(bucket -> window(bucket, now).addLast(now));
    }

    private void requireOpen(List<Bucket> buckets) {
        Instant now = clock.instant();
        for (Bucket bucket : buckets) {
            AcmeRateLimit limit = bucket.limit();
            Deque<Instant> window = window(bucket, now);
            if (window.size() >= limit.count()) {
                Instant free = window.getFirst().plus(limit.period());
                throw ProblemType.RATE_LIMITED
                        .because("too much of " + limit + "; come back at " + free)
                        .withHeader("Retry-After", Reply.wholeSeconds(Duration.between(now, free)));
            }
        }
    }

    private Deque<Instant> window(Bucket bucket, Instant now) {
        Deque<Instant> window = granted.computeIfAbsent(bucket, first -> new ArrayDeque<>());
        while (!window.isEmpty()
                && !window.getFirst().plus(bucket.limit().period()).isAfter(now)) {
            window.removeFirst();
        }
        return window;
    }
}
