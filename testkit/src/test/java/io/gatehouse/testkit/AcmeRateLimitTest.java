package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of each kind: what counts, what is refused, and when it is granted again (RFC 8555, section 6.6). */
class AcmeRateLimitTest {
    private static final String NAME = "www.example.test";
    private static final Duration WEEK = Duration.ofDays(7);

    private final MovableClock clock = MovableClock.at(Instant.parse("2031-02-03T04:05:06Z"));
    private @Nullable AcmeFlow started;

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "6.6", text = "certificates for exactly the same identifiers can be limited")
    void duplicateCertificates() {
        AcmeFlow flow = limited(new AcmeRateLimit.DuplicateCertificates(2, WEEK));
        flow.obtain(flow.client().newOrder(NAME, "example.test"));
        clock.advance(Duration.ofDays(1));
        flow.client().newOrder("example.test", NAME).require(201);
        flow.obtain(flow.client().newOrder("example.test", NAME));

        RawAnswer refused = flow.client().newOrder("example.test", NAME);
        refused.requireProblem(429, "rateLimited");
        assertThat(refused.header("Retry-After"))
                .isEqualTo(Long.toString(Duration.ofDays(6).toSeconds()));
        flow.stranger().client().newOrder(NAME, "example.test").requireProblem(429, "rateLimited");
        flow.client().newOrder(NAME).require(201);

        clock.advance(Duration.ofDays(6));
        flow.client().newOrder("example.test", NAME).require(201);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.6", text = "certificates for names of one domain can be limited")
    void certificatesBelowADomain() {
        AcmeFlow flow = limited(new AcmeRateLimit.CertificatesBelow(DomainName.of("example.test"), 2, WEEK));
        flow.obtain(flow.client().newOrder("a.example.test", "b.example.test"));
        flow.obtain(flow.client().newOrder("example.test", "elsewhere.test"));

        flow.client().newOrder("elsewhere.test", "c.example.test").requireProblem(429, "rateLimited");
        flow.client().newOrder("*.example.test").requireProblem(429, "rateLimited");
        flow.client().newOrder("elsewhere.test", "notexample.test").require(201);

        clock.advance(WEEK);
        flow.client().newOrder("c.example.test").require(201);
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.6",
            text = "validations that an account failed for an identifier can be limited")
    void failedValidations() {
        AcmeFlow flow = limited(new AcmeRateLimit.FailedValidations(2, Duration.ofHours(1)));
        for (int i = 0; i < 2; i++) {
            String authorization = flow.authorize(NAME);
            flow.respond(authorization, "http-01");
            flow.requireFailure(authorization, "incorrectResponse");
        }

        flow.client().newOrder("other.example.test", NAME).requireProblem(429, "rateLimited");
        flow.client().newOrder("*." + NAME).requireProblem(429, "rateLimited");
        flow.client().newOrder("other.example.test").require(201);
        flow.stranger().client().newOrder(NAME).require(201);

        clock.advance(Duration.ofHours(1));
        flow.client().newOrder(NAME).require(201);
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.6",
            text = "new accounts from one address can be limited; finding one is free")
    void newAccountsFromOneAddress() {
        AcmeFlow flow = limited(new AcmeRateLimit.NewAccounts(2, Duration.ofHours(3)));
        flow.stranger();
        RawAcmeClient third = new RawAcmeClient(flow.ca());

        RawAnswer refused = third.post(third.resource("newAccount"), Map.of());
        refused.requireProblem(429, "rateLimited");
        assertThat(refused.header("Retry-After")).isEqualTo("10800");
        RawAcmeClient known = new RawAcmeClient(flow.ca(), flow.client().key());
        known.post(known.resource("newAccount"), Map.of()).require(200);

        clock.advance(Duration.ofHours(3));
        third.register();
    }

    @Test
    @Requirement(
            rfc = 9773,
            section = "5",
            text = "an order that replaces may be exempt from limits, and count towards none")
    void replacementsAreExempt() throws Exception {
        AcmeFlow flow = limited(
                new AcmeRateLimit.DuplicateCertificates(1, WEEK),
                new AcmeRateLimit.CertificatesBelow(DomainName.of("example.test"), 1, WEEK),
                new AcmeRateLimit.Requests(AcmeResource.NEW_ORDER, 1, WEEK));
        String renewalId = AcmeRenewalTest.renewalId(
                flow.obtain(flow.client().newOrder(NAME)).leaf());
        flow.client().newOrder(NAME).requireProblem(429, "rateLimited");

        RawAnswer order = flow.client()
                .post(
                        flow.client().resource("newOrder"),
                        Map.<String, Object>of(
                                "identifiers", List.of(Map.of("type", "dns", "value", NAME)), "replaces", renewalId));
        flow.obtain(order);

        clock.advance(WEEK);
        flow.client().newOrder(NAME).require(201);
    }

    @Test
    void limitsThatLimitNothing() {
        AcmeServerBuilder builder = AcmeServer.builder()
                .rateLimit(new AcmeRateLimit.DuplicateCertificates(0, WEEK))
                .rateLimit(new AcmeRateLimit.NewAccounts(1, Duration.ZERO));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("a count of 0")
                .hasMessageContaining("PT0S");
    }

    private AcmeFlow limited(AcmeRateLimit... limits) {
        AcmeServerBuilder builder = AcmeServer.builder().clock(clock);
        for (AcmeRateLimit limit : limits) {
            builder.rateLimit(limit);
        }
        AcmeFlow flow = AcmeFlow.start(builder);
        started = flow;
        return flow;
    }
}
