package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.internal.acme.Orders.Attempt;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Authorizations and their challenges (RFC 8555, section 7.5). */
final class ChallengeEndpoint {
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Orders orders;
    private final Validation validation;
    private final Clock clock;
    private final Urls urls;

    ChallengeEndpoint(Orders orders, Validation validation, Clock clock, Urls urls) {
        this.orders = orders;
        this.validation = validation;
        this.clock = clock;
        this.urls = urls;
    }

    Reply authorization(SignedRequest request) {
        Authorization authorization = orders.authorization(request);
        if (!request.isPostAsGet()) {
            update(authorization, request.object());
        }
        Reply reply = Reply.json(200, authorization.toJson(clock.instant(), urls));
        return authorization.hasChallenge(Challenge.Status.PROCESSING)
                ? reply.header("Retry-After", RETRY_AFTER_SECONDS)
                : reply;
    }

    private static void update(Authorization authorization, JsonObject asked) {
        Optional<String> status = asked.optionalString("status");
        if (!status.equals(Optional.of("deactivated"))) {
            throw ProblemType.MALFORMED.because("all that can be set is an authorization's status, to \"deactivated\"");
        }
        authorization.deactivate();
    }

    Reply challenge(SignedRequest request) {
        Attempt attempt = orders.attempt(request);
        if (!request.isPostAsGet()) {
            request.object();
            respond(attempt);
        }
        Challenge challenge = attempt.challenge();
        Map<String, Object> json = challenge.toJson(urls.of(AcmeResource.CHALLENGE, challenge.id()));
        Reply reply = Reply.json(200, json)
                .header(
                        "Link",
                        "<"
                                + urls.of(
                                        AcmeResource.AUTHORIZATION,
                                        attempt.authorization().id()) + ">;rel=\"up\"");
        return challenge.status() == Challenge.Status.PROCESSING
                ? reply.header("Retry-After", RETRY_AFTER_SECONDS)
                : reply;
    }

    /** A second response to the same challenge changes nothing; one to a settled authorization comes too late. */
    private void respond(Attempt attempt) {
        Instant now = clock.instant();
        Challenge challenge = attempt.challenge();
        Authorization.Status status = attempt.authorization().status(now);
        if (challenge.status() == Challenge.Status.PENDING && status != Authorization.Status.PENDING) {
            throw ProblemType.MALFORMED.because("the authorization is pending no more: order again");
        }
        if (challenge.begin()) {
            validation.begin(attempt);
        }
    }
}
