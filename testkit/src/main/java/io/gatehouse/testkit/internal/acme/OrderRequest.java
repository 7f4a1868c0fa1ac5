package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.internal.acme.CaPolicy.Profile;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a newOrder asks for (RFC 8555, section 7.4; RFC 9773, section 5; draft-ietf-acme-profiles). */
record OrderRequest(
        Set<Identifier> identifiers,
        Optional<Instant> notBefore,
        Optional<Instant> notAfter,
        Optional<Profile> profile,
        Optional<String> replaces) {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(398);

    static OrderRequest parse(JsonObject asked, CaPolicy policy, Instant now) {
        OrderRequest request = new OrderRequest(
                Identifiers.parse(asked.objects("identifiers")),
                time(asked, "notBefore"),
                time(asked, "notAfter"),
                profile(asked, policy),
                asked.optionalString("replaces"));
        request.requireLegalDates(now);
        return request;
    }

    private static Optional<Instant> time(JsonObject asked, String member) {
        try {
            return asked.optionalString(member)
                    .map(text -> OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException e) {
            throw ProblemType.MALFORMED.because("\"" + member + "\" is no time of RFC 3339");
        }
    }

    private static Optional<Profile> profile(JsonObject asked, CaPolicy policy) {
        Optional<String> name = asked.optionalString("profile");
        if (name.isEmpty()) {
            return policy.profiles().stream().findFirst();
        }
        return Optional.of(policy.profiles().stream()
                .filter(profile -> profile.name().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> ProblemType.INVALID_PROFILE.because("there is no profile \"" + name.get()
                        + "\"; there are "
                        + policy.profiles().stream().map(Profile::name).toList())));
    }

    /** A wish that cannot be granted is refused, never bent (RFC 8555, section 7.4). */
    private void requireLegalDates(Instant now) {
        if (notBefore.isPresent() && notBefore.get().isAfter(now.plus(MOST))) {
            throw ProblemType.MALFORMED.because("\"notBefore\" is too far away: " + notBefore.get());
        }
        if (notAfter.isEmpty()) {
            return;
        }
        Duration validity = Duration.between(notBefore.orElse(now), notAfter.get());
        if (validity.compareTo(LEAST) < 0
                || validity.compareTo(MOST) > 0
                || notAfter.get().isBefore(now)) {
            throw ProblemType.MALFORMED.because(
                    "certificates are valid for a minute to 398 days from now on, not until " + notAfter.get());
        }
    }

    void addTo(Map<String, Object> json) {
        notBefore.ifPresent(time -> json.put("notBefore", time.toString()));
        notAfter.ifPresent(time -> json.put("notAfter", time.toString()));
        profile.ifPresent(chosen -> json.put("profile", chosen.name()));
        replaces.ifPresent(replaced -> json.put("replaces", replaced));
    }
}
