package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The orders, their authorizations and their challenges, each found by its id. Thread-safe. */
final class Orders {
    /** A challenge and the authorization it belongs to. */
    record Attempt(Authorization authorization, Challenge challenge) {}

    private record Claim(String account, Identifier ordered) {}

    private final Map<Claim, Authorization> latest = new ConcurrentHashMap<>();
    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final Map<String, Authorization> authorizations = new ConcurrentHashMap<>();
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<Order>> byAccount = new ConcurrentHashMap<>();

    void add(Order order) {
        order.authorizations().forEach(this::add);
        orders.put(order.id(), order);
        byAccount
                .computeIfAbsent(order.account().id(), account -> new ConcurrentLinkedQueue<>())
                .add(order);
    }

    void add(Authorization authorization) {
        for (Challenge challenge : authorization.challenges()) {
            attempts.put(challenge.id(), new Attempt(authorization, challenge));
        }
        authorizations.put(authorization.id(), authorization);
        latest.put(new Claim(authorization.account().id(), authorization.ordered()), authorization);
    }

    /** What the account has to show for an identifier or a wildcard, whatever became of it. */
    Optional<Authorization> latest(Account account, Identifier ordered) {
        return Optional.ofNullable(latest.get(new Claim(account.id(), ordered)));
    }

    List<Order> of(Account account) {
        return List.copyOf(byAccount.getOrDefault(account.id(), new ConcurrentLinkedQueue<>()));
    }

    Order order(SignedRequest request) {
        Order order = found("order", orders.get(request.id()));
        requireOwner(order.account(), request);
        return order;
    }

    Authorization authorization(SignedRequest request) {
        Authorization authorization = found("authorization", authorizations.get(request.id()));
        requireOwner(authorization.account(), request);
        return authorization;
    }

    Attempt attempt(SignedRequest request) {
        Attempt attempt = found("challenge", attempts.get(request.id()));
        requireOwner(attempt.authorization().account(), request);
        return attempt;
    }

    static <T> T found(String what, @Nullable T value) {
        return Optional.ofNullable(value)
                .orElseThrow(() -> ProblemType.MALFORMED.because(404, "there is no such " + what));
    }

    static void requireOwner(Account owner, SignedRequest request) {
        if (owner != request.account()) {
            throw ProblemType.UNAUTHORIZED.because("this belongs to another account");
        }
    }
}
