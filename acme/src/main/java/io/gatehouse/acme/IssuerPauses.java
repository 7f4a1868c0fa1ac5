package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which CAs asked to be left alone, by whom and until when ({@code Retry-After}, RFC 8555, section 6.6): by everybody, by
 * an account, or by the orders for one name, which no other waits for. What concerns more than one name is kept in the
 * store, where a restart and other processes find it. Safe for use by many threads.
 */
final class IssuerPauses {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerPauses.class);
    /** Whatever a CA asks of all names: a day without a single order is where more is at stake. */
    private static final Duration LONGEST = Duration.ofDays(1);
    /** A limit of a week is the longest that public CAs have. */
    private static final Duration LONGEST_FOR_A_NAME = Duration.ofDays(7);

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final int BUSY = 500;

    private final CertificateStore store;
    private final CertificateEvents events;
    private final Clock clock;
    private final Map<Meant, IssuerState.Pause> known = new ConcurrentHashMap<>();
    /** One writer at a time; no monitor, for a virtual thread that waits in one keeps its carrier. */
    private final ReentrantLock writing = new ReentrantLock();

    private enum Scope {
        NAME,
        ACCOUNT,
        EVERYBODY
    }

    /** @param who an account, a name, or everybody */
    private record Meant(URI issuer, Scope scope, String who) {}

    IssuerPauses(CertificateStore store, CertificateEvents events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Until when an account at a CA leaves a name's orders be; empty if it need not.
     *
     * @param account what tells the account from others there; asked for only if it matters
     */
    Optional<Instant> until(URI issuer, Supplier<String> account, String name) {
        Instant now = clock.instant();
        Stream<IssuerState.Pause> here = known.entrySet().stream()
                .filter(entry -> entry.getKey().issuer().equals(issuer))
                .filter(entry -> switch (entry.getKey().scope()) {
                    case EVERYBODY -> true;
                    case ACCOUNT -> entry.getKey().who().equals(account.get());
                    case NAME -> entry.getKey().who().equals(name);
                })
                .map(Map.Entry::getValue);
        Stream<IssuerState.Pause> kept = IssuerState.read(store, issuer).pauses().stream()
                .filter(pause -> pause.who().equals(IssuerState.Pause.EVERYBODY)
                        || pause.who().equals(account.get()));
        return Stream.concat(here, kept)
                // A clock that was put back would make it longer.
                .filter(pause -> !now.isBefore(pause.from().minus(CLOCK_SKEW)) && !pause.isOver(now))
                .map(IssuerState.Pause::until)
                .max(Comparator.naturalOrder());
    }

    /** Takes to heart what a CA asked for as it failed a request; most failures ask for nothing. */
    void note(URI issuer, Supplier<String> account, CertificateRequest request, AcmeException failure) {
        Optional<Duration> asked = failure.retryAfter().filter(wait -> !wait.isZero());
        if (asked.isEmpty()) {
            return;
        }
        Scope scope = scope(request, failure);
        String who = switch (scope) {
            case EVERYBODY -> IssuerState.Pause.EVERYBODY;
            case ACCOUNT -> account.get();
            case NAME -> request.name();
        };
        Duration longest = scope == Scope.NAME ? LONGEST_FOR_A_NAME : LONGEST;
        Instant now = clock.instant();
        known.values().removeIf(pause -> pause.isOver(now));
        Instant until = now.plus(asked.get().compareTo(longest) > 0 ? longest : asked.get());
        IssuerState.Pause pause = new IssuerState.Pause(who, now, until);
        known.merge(new Meant(issuer, scope, who), pause, (a, b) -> a.until().isAfter(b.until()) ? a : b);
        if (scope != Scope.NAME) {
            LOG.warn("{} is left alone until {}, as it asks", issuer, until);
            keep(issuer, request.name(), pause);
            events.publish(new CertificateEvent.IssuerPaused(request.name(), issuer, until, failure));
        }
    }

    private void keep(URI issuer, String name, IssuerState.Pause pause) {
        writing.lock();
        try {
            IssuerState.read(store, issuer).with(pause, clock.instant()).write(store);
        } catch (CertificateStoreException e) {
            LOG.warn("After a restart {} will be asked before its time: {}", issuer, e.getMessage(), e);
            events.publish(new CertificateEvent.StoreNotWritable(name, e));
        } finally {
            writing.unlock();
        }
    }

    private static Scope scope(CertificateRequest request, AcmeException failure) {
        if (failure instanceof AcmeUnavailableException) {
            return Scope.EVERYBODY;
        }
        if (!(failure instanceof AcmeRefusedException refused) || isNamed(request, refused.problem())) {
            return Scope.NAME;
        }
        return refused.status() >= BUSY ? Scope.EVERYBODY : Scope.ACCOUNT;
    }

    /**
     * CAs seldom name the identifier of a rate limit in the field for it, but they do so in words: Let's Encrypt writes
     * {@code too many failed authorizations (5) for "example.org"}, and of the {@code exact set of identifiers}.
     */
    private static boolean isNamed(CertificateRequest request, AcmeProblem problem) {
        String detail = problem.detail();
        return Stream.concat(Stream.of(problem), problem.subproblems().stream())
                        .anyMatch(part -> part.identifier().isPresent())
                || detail.contains("exact set")
                || request.identifiers().stream().map(Identifier::text).anyMatch(text -> mentions(detail, text));
    }

    /** The name itself or a domain that it is below, down to two labels. */
    private static boolean mentions(String detail, String name) {
        String rest = name;
        while (rest.indexOf('.') > 0) {
            if (detail.contains(rest)) {
                return true;
            }
            rest = rest.substring(rest.indexOf('.') + 1);
        }
        return false;
    }
}
