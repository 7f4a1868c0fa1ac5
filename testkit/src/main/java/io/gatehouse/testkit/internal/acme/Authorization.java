package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an account must prove for one identifier of an order (RFC 8555, section 7.1.4). Thread-safe. */
final class Authorization {
    /** RFC 8555, section 7.1.6. */
    enum Status {
        PENDING,
        VALID,
        INVALID,
        DEACTIVATED,
        EXPIRED
    }

    private final String id = Base64Url.token();
    private final Account account;
    private final Identifier ordered;
    private final Instant expires;
    private final List<Challenge> challenges;
    private boolean deactivated;

    Authorization(Account account, Identifier ordered, Instant expires, List<Challenge> challenges) {
        this.account = account;
        this.ordered = ordered;
        this.expires = expires;
        this.challenges = challenges;
    }

    String id() {
        return id;
    }

    Account account() {
        return account;
    }

    Identifier ordered() {
        return ordered;
    }

    Identifier identifier() {
        return Identifiers.base(ordered);
    }

    List<Challenge> challenges() {
        return challenges;
    }

    synchronized void deactivate() {
        deactivated = true;
    }

    synchronized Status status(Instant now) {
        if (deactivated) {
            return Status.DEACTIVATED;
        }
        if (now.isAfter(expires)) {
            return Status.EXPIRED;
        }
        if (hasChallenge(Challenge.Status.VALID)) {
            return Status.VALID;
        }
        return hasChallenge(Challenge.Status.INVALID) ? Status.INVALID : Status.PENDING;
    }

    /** The kind of the challenge that was validated. */
    Optional<Challenge.Kind> provedBy() {
        return challenges.stream()
                .filter(challenge -> challenge.status() == Challenge.Status.VALID)
                .map(Challenge::kind)
                .findFirst();
    }

    boolean hasChallenge(Challenge.Status status) {
        return challenges.stream().anyMatch(challenge -> challenge.status() == status);
    }

    Map<String, Object> toJson(Instant now, Urls urls) {
        Status status = status(now);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("expires", expires.toString());
        json.put("identifier", Identifiers.toJson(identifier()));
        json.put(
                "challenges",
                shown(status).stream()
                        .map(challenge -> challenge.toJson(urls.of(AcmeResource.CHALLENGE, challenge.id())))
                        .toList());
        if (Identifiers.isWildcard(ordered)) {
            json.put("wildcard", true);
        }
        return json;
    }

    /** Once it is settled, only the challenge that settled it is of interest (RFC 8555, section 7.1.4). */
    private List<Challenge> shown(Status status) {
        if (status != Status.VALID && status != Status.INVALID) {
            return challenges;
        }
        Challenge.Status settled = status == Status.VALID ? Challenge.Status.VALID : Challenge.Status.INVALID;
        return challenges.stream()
                .filter(challenge -> challenge.status() == settled)
                .toList();
    }
}
