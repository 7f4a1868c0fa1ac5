package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decides what an account must prove for an order: what it proved before need not be proved again. Thread-safe. */
final class Authorizations {
    /** Of orders, and of what they ask to be proved. */
    static final Duration LIFETIME = Duration.ofDays(7);

    private final Orders orders;
    private final Validators validators;
    private final boolean reuse;
    private final Clock clock;
    private final Set<String> madeAhead = ConcurrentHashMap.newKeySet();

    Authorizations(Orders orders, Validators validators, boolean reuse, Clock clock) {
        this.orders = orders;
        this.validators = validators;
        this.reuse = reuse;
        this.clock = clock;
    }

    /** One that is valid is taken over when the CA reuses; one that was asked for ahead always, pending too. */
    Authorization forOrder(Account account, Identifier ordered) {
        Instant now = clock.instant();
        return orders.latest(account, ordered)
                .filter(known -> isReusable(known, known.status(now)))
                .orElseGet(() -> fresh(account, ordered, now));
    }

    private boolean isReusable(Authorization known, Authorization.Status status) {
        boolean ahead = madeAhead.contains(known.id());
        return switch (status) {
            case VALID -> reuse || ahead;
            case PENDING -> ahead;
            case INVALID, DEACTIVATED, EXPIRED -> false;
        };
    }

    /** An authorization before its order. */
    Authorization ahead(Account account, Identifier identifier) {
        Authorization authorization = fresh(account, identifier, clock.instant());
        madeAhead.add(authorization.id());
        orders.add(authorization);
        return authorization;
    }

    private Authorization fresh(Account account, Identifier ordered, Instant now) {
        Instant expires = now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        return new Authorization(account, ordered, expires, validators.offered(ordered));
    }
}
