package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which CAs asked to be left alone, and until when ({@code Retry-After}, RFC 8555, section 6.6). What a CA says of a single
 * name or set of names stops that name only, and is none of this. Safe for use by many threads.
 */
final class IssuerPauses {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerPauses.class);
    /** Whatever a CA asks for all names: a day without a single order is where more is at stake. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Clock clock;
    private final Map<URI, Pause> pauses = new ConcurrentHashMap<>();

    private record Pause(Instant from, Instant until) {}

    IssuerPauses(Clock clock) {
        this.clock = clock;
    }

    /** Until when a CA is left alone; empty if it is not. */
    Optional<Instant> until(URI issuer) {
        Instant now = clock.instant();
        return Optional.ofNullable(pauses.get(issuer))
                // A clock that was put back would make it longer.
                .filter(pause -> !now.isBefore(pause.from()) && now.isBefore(pause.until()))
                .map(Pause::until);
    }

    void note(URI issuer, CertificateRequest request, AcmeException failure) {
        if (failure.retryAfter().isEmpty() || !concernsAll(request, failure)) {
            return;
        }
        Duration asked = failure.retryAfter().get();
        Instant now = clock.instant();
        Instant until = now.plus(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
        LOG.warn("{} is left alone until {}, as it asks", issuer, until);
        pauses.merge(issuer, new Pause(now, until), (a, b) -> a.until().isAfter(b.until()) ? a : b);
    }

    /**
     * CAs seldom name the identifier of a rate limit in the field for it, but they do so in words: Let's Encrypt writes
     * {@code too many failed authorizations (5) for "example.org"}, and of the {@code exact set of identifiers}.
     */
    private static boolean concernsAll(CertificateRequest request, AcmeException failure) {
        if (failure instanceof AcmeUnavailableException) {
            return true;
        }
        if (!(failure instanceof AcmeRefusedException refused)) {
            return false;
        }
        AcmeProblem problem = refused.problem();
        boolean isNamed = Stream.concat(Stream.of(problem), problem.subproblems().stream())
                .anyMatch(part -> part.identifier().isPresent());
        String detail = problem.detail();
        boolean isInWords = detail.contains("exact set")
                || request.identifiers().stream().map(Identifier::text).anyMatch(text -> mentions(detail, text));
        return !isNamed && !isInWords;
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
