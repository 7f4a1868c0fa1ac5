package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What authorizations and challenges show of themselves, and how they end (RFC 8555, sections 7.1.4 to 7.1.6, 7.5, 8). */
class AcmeAuthorizationTest {
    private static final String NAME = "www.example.test";

    private final MovableClock clock = MovableClock.at(Instant.parse("2031-02-03T04:05:06Z"));
    private AcmeFlow flow;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder().clock(clock));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.4",
            text = "a pending authorization lists the challenges, and when it expires")
    @Requirement(
            rfc = 8555,
            section = "8",
            text = "a challenge has a type, a URL, a status and a token of 128 bits or more in base64url")
    void aPendingAuthorization() {
        RawAnswer authorization = flow.client().fetch(flow.authorize(NAME)).require(200);

        assertThat(authorization.text("status")).isEqualTo("pending");
        assertThat(Instant.parse(authorization.text("expires"))).isAfter(clock.instant());
        assertThat(authorization.json().get("identifier")).isEqualTo(Map.of("type", "dns", "value", NAME));
        assertThat(authorization.json()).doesNotContainKey("wildcard");
        assertThat(authorization.objects("challenges")).hasSize(2).allSatisfy(challenge -> {
            assertThat(challenge.text("status")).isEqualTo("pending");
            assertThat(challenge.text("url")).startsWith("https://");
            assertThat(challenge.text("token")).matches("[A-Za-z0-9_-]{22,}");
            assertThat(challenge.json()).doesNotContainKeys("validated", "error");
        });
        assertThat(authorization.objects("challenges"))
                .extracting(challenge -> challenge.text("token"))
                .doesNotHaveDuplicates();
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.4", text = "a valid authorization lists the challenge that was validated")
    @Requirement(rfc = 8555, section = "8", text = "a valid challenge says when it was validated")
    void aValidAuthorization() {
        String authorization = flow.authorize(NAME);
        flow.prove(authorization);

        assertThat(flow.client().fetch(authorization).objects("challenges"))
                .singleElement()
                .satisfies(challenge -> {
                    assertThat(challenge.text("type")).isEqualTo("http-01");
                    assertThat(Instant.parse(challenge.text("validated"))).isEqualTo(clock.instant());
                });
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.4",
            text = "an invalid authorization lists the challenge that failed, with its error")
    @Requirement(rfc = 8555, section = "7.1.3", text = "an order that failed says why in error")
    @Requirement(
            rfc = 8555,
            section = "8.2",
            text = "a validation that failed is final; the other challenges are over too")
    void anInvalidAuthorization() {
        RawAnswer order = flow.client().newOrder(NAME).require(201);
        String authorization = order.texts("authorizations").get(0);
        String other = flow.challenge(authorization, "dns-01").text("url");
        String failed = flow.challenge(authorization, "http-01").text("url");

        flow.respond(authorization, "http-01");

        flow.requireFailure(authorization, "incorrectResponse");
        assertThat(flow.refetch(order).object("error").text("type"))
                .isEqualTo("urn:ietf:params:acme:error:incorrectResponse");
        flow.client().post(other, Map.of()).requireProblem(400, "malformed");
        assertThat(flow.client().post(failed, Map.of()).require(200).text("status"))
                .isEqualTo("invalid");
        assertThat(flow.web().hosts()).hasSize(1);
    }

    @Test
    @Requirement(rfc = 8555, section = "7.5.1", text = "a challenge links up to its authorization")
    @Requirement(rfc = 8555, section = "7.5.1", text = "a challenge is begun with an object, and only fetched without")
    void aChallengeIsFetched() {
        String authorization = flow.authorize(NAME);
        String url = flow.challenge(authorization, "http-01").text("url");

        RawAnswer challenge = flow.client().fetch(url).require(200);

        assertThat(challenge.headers().allValues("Link")).contains("<" + authorization + ">;rel=\"up\"");
        assertThat(challenge.text("status")).isEqualTo("pending");
        assertThat(flow.web().hosts()).isEmpty();
        flow.client().send(flow.client().jws(url).payload("[]")).requireProblem(400, "malformed");
        flow.stranger().client().post(url, Map.of()).requireProblem(403, "unauthorized");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.6", text = "an authorization expires, and an order with it")
    void whatIsNotProvedInTimeExpires() {
        RawAnswer order = flow.client().newOrder(NAME).require(201);
        String authorization = order.texts("authorizations").get(0);
        String challenge = flow.challenge(authorization, "http-01").text("url");

        clock.advance(Duration.ofDays(8));

        assertThat(flow.refetch(order).text("status")).isEqualTo("invalid");
        assertThat(flow.client().fetch(authorization).text("status")).isEqualTo("expired");
        flow.client().post(challenge, Map.of()).requireProblem(400, "malformed");
        flow.client().finalizeOrder(order, Csr.of(AcmeFlow.LEAF_KEY, NAME)).requireProblem(403, "orderNotReady");
        assertThat(flow.web().hosts()).isEmpty();
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.1",
            text = "the key authorization is of the account's own key: another account's proves nothing")
    void theProofOfAnotherAccount() {
        String authorization = flow.authorize(NAME);
        String token = flow.challenge(authorization, "http-01").text("token");
        flow.web().token(token, token + "." + flow.stranger().client().thumbprint());

        flow.respond(authorization, "http-01");

        flow.requireFailure(authorization, "incorrectResponse");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3.6",
            text = "a deactivated account's orders and authorizations are out of reach")
    void whatADeactivatedAccountLeaves() {
        RawAnswer order = flow.ready(flow.client().newOrder(NAME));
        flow.client()
                .post(flow.client().account(), Map.of("status", "deactivated"))
                .require(200);

        flow.client().fetch(order.header("Location")).requireProblem(401, "unauthorized");
        flow.client().fetch(flow.client().account()).requireProblem(401, "unauthorized");
        flow.client().finalizeOrder(order, Csr.of(AcmeFlow.LEAF_KEY, NAME)).requireProblem(401, "unauthorized");
    }
}
