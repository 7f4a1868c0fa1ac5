package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders: processing, reuse and pre-authorization, dates, profiles, chains and limits (RFC 8555, section 7.4). */
class AcmeOrderTest {
    private static final String NAME = "www.example.test";
    private static final Instant NOW = Instant.parse("2031-02-03T04:05:06Z");

    private final MovableClock clock = MovableClock.at(NOW);

    @Test
    @Requirement(rfc = 8555, section = "7.4", text = "an order that is processing has a Retry-After and no certificate")
    @Requirement(rfc = 8555, section = "7.4", text = "an order is finalized once")
    void anOrderIsProcessingUntilItsTimeHasCome() {
        try (AcmeFlow flow = AcmeFlow.start(builder().issuanceTime(Duration.ofSeconds(90)))) {
            RawAnswer order = flow.ready(flow.client().newOrder(NAME));

            RawAnswer finalized = flow.finish(order);
            assertThat(finalized.text("status")).isEqualTo("processing");
            assertThat(finalized.header("Retry-After")).isEqualTo("90");
            assertThat(finalized.json()).doesNotContainKey("certificate");
            flow.client().finalizeOrder(order, Csr.of(AcmeFlow.LEAF_KEY, NAME)).requireProblem(403, "orderNotReady");

            clock.advance(Duration.ofMillis(60_500));
            RawAnswer meanwhile = flow.refetch(order);
            assertThat(meanwhile.text("status")).isEqualTo("processing");
            assertThat(meanwhile.header("Retry-After")).isEqualTo("30");

            clock.advance(Duration.ofSeconds(30));
            RawAnswer done = flow.refetch(order);
            assertThat(done.headers().firstValue("Retry-After")).isEmpty();
            assertThat(flow.download(done).chain()).hasSize(2);
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.3",
            text = "an order may take over a valid authorization of its account, and is then ready")
    void aValidAuthorizationIsReused() {
        try (AcmeFlow flow = AcmeFlow.start(builder().reuseAuthorizations())) {
            RawAnswer first = flow.ready(flow.client().newOrder(NAME));

            RawAnswer second = flow.client().newOrder(NAME).require(201);
            assertThat(second.text("status")).isEqualTo("ready");
            assertThat(second.texts("authorizations")).isEqualTo(first.texts("authorizations"));
            assertThat(flow.client().newOrder("*." + NAME).text("status"))
                    .as("a wildcard is another matter")
                    .isEqualTo("pending");
            assertThat(flow.stranger().client().newOrder(NAME).text("status")).isEqualTo("pending");

            clock.advance(Duration.ofDays(8));
            assertThat(flow.client().newOrder(NAME).text("status"))
                    .as("expired")
                    .isEqualTo("pending");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.5.2", text = "a deactivated authorization proves no later order")
    void aDeactivatedAuthorizationIsNotReused() {
        try (AcmeFlow flow = AcmeFlow.start(builder().reuseAuthorizations())) {
            RawAnswer order = flow.ready(flow.client().newOrder(NAME));
            String authorization = order.texts("authorizations").get(0);

            RawAnswer deactivated = flow.client()
                    .post(authorization, Map.of("status", "deactivated"))
                    .require(200);

            assertThat(deactivated.text("status")).isEqualTo("deactivated");
            RawAnswer next = flow.client().newOrder(NAME).require(201);
            assertThat(next.text("status")).isEqualTo("pending");
            assertThat(next.texts("authorizations")).doesNotContain(authorization);
        }
    }

    @Test
    void withoutReuseEachOrderIsProvedAnew() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            flow.ready(flow.client().newOrder(NAME));

            assertThat(flow.client().newOrder(NAME).text("status")).isEqualTo("pending");
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4.1",
            text = "a pre-authorization is 201 with its Location, and stands for later orders")
    void aNameIsAuthorizedBeforeItIsOrdered() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            RawAnswer ahead = newAuthz(flow.client(), NAME).require(201);
            assertThat(ahead.text("status")).isEqualTo("pending");
            String authorization = ahead.header("Location");
            assertThat(flow.client().newOrder(NAME).texts("authorizations")).containsExactly(authorization);
            flow.prove(authorization);

            RawAnswer order = flow.client().newOrder(NAME).require(201);

            assertThat(order.text("status")).isEqualTo("ready");
            assertThat(flow.download(flow.finish(order)).chain()).hasSize(2);
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4.1",
            text = "a wildcard cannot be pre-authorized; a name that is refused is rejectedIdentifier")
    void authorizationsAheadThatAreRefused() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            newAuthz(flow.client(), "*." + NAME).requireProblem(400, "malformed");
            flow.client().post(flow.client().resource("newAuthz"), Map.of()).requireProblem(400, "malformed");
            flow.ca().rejectIdentifier("bad.example.test");
            newAuthz(flow.client(), "bad.example.test").requireProblem(400, "rejectedIdentifier");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.4", text = "notBefore and notAfter are granted as they are asked for")
    void theDatesOfTheOrderAreThoseOfTheCertificate() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            RawAnswer order = dated(flow, "2031-02-04T00:00:00Z", "2031-02-04T02:30:00+02:00");
            assertThat(order.require(201).text("notBefore")).isEqualTo("2031-02-04T00:00:00Z");
            assertThat(order.text("notAfter")).isEqualTo("2031-02-04T00:30:00Z");

            CertificateBundle bundle = flow.obtain(order);

            assertThat(bundle.notBefore()).isEqualTo(Instant.parse("2031-02-04T00:00:00Z"));
            assertThat(bundle.notAfter()).isEqualTo(Instant.parse("2031-02-04T00:30:00Z"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2031-02-03T04:05:06Z, 2032-03-08T04:05:06Z",
        "2031-02-03T04:05:06Z, 2031-02-03T04:06:05Z",
        "2031-02-04T04:05:06Z, 2031-02-03T04:06:06Z",
        "2031-01-01T00:00:00Z, 2031-01-02T00:00:00Z",
        "2035-01-01T00:00:00Z, 2035-01-02T00:00:00Z",
        "tomorrow, 2032-01-01T00:00:00Z",
        "2031-02-03T04:05:06Z, 2032-01-01",
    })
    @Requirement(rfc = 8555, section = "7.4", text = "a date that cannot be granted is refused, not bent")
    void datesThatCannotBeGrantedAreRefused(String notBefore, String notAfter) {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            dated(flow, notBefore, notAfter).requireProblem(400, "malformed");
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1M", "PT9552H"})
    void lifetimesFromAMinuteTo398Days(Duration lifetime) {
        try (AcmeFlow flow = AcmeFlow.start(builder().certificateLifetime(lifetime))) {
            assertThat(flow.obtain(flow.client().newOrder(NAME)).notAfter()).isEqualTo(NOW.plus(lifetime));
        }
    }

    @Test
    void aProfileDecidesTheLifetime() {
        try (AcmeFlow flow = AcmeFlow.start(builder()
                .profile("classic", "ninety days", Duration.ofDays(90))
                .profile("shortlived", "six days", Duration.ofDays(6)))) {
            RawAnswer directory = flow.client().get(flow.ca().directory().toString());
            assertThat(directory.object("meta").object("profiles").json())
                    .isEqualTo(Map.of("classic", "ninety days", "shortlived", "six days"));

            RawAnswer order = order(flow, Map.of("profile", "shortlived")).require(201);
            assertThat(order.text("profile")).isEqualTo("shortlived");
            assertThat(flow.obtain(order).notAfter()).isEqualTo(NOW.plus(Duration.ofDays(6)));
            assertThat(order(flow, Map.of()).text("profile")).isEqualTo("classic");
            order(flow, Map.of("profile", "unheard")).requireProblem(400, "invalidProfile");
        }
    }

    @Test
    void aServerWithoutProfilesHasNone() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            order(flow, Map.of("profile", "classic")).requireProblem(400, "invalidProfile");
            assertThat(order(flow, Map.of()).json()).doesNotContainKey("profile");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.4.2", text = "each chain links to the others as alternate")
    void anAlternateChainEndsAtTheOtherRoot() throws GeneralSecurityException {
        try (AcmeFlow flow = AcmeFlow.start(builder().alternateChain())) {
            RawAnswer order = flow.finish(flow.ready(flow.client().newOrder(NAME)));
            RawAnswer usual = flow.client().fetch(order.text("certificate")).require(200);
            String url = alternate(usual);
            RawAnswer other = flow.client().fetch(url).require(200);

            CertificateBundle bundle = CertificateBundle.parse(other.body());
            assertThat(alternate(other)).isEqualTo(order.text("certificate"));
            assertThat(bundle.leaf())
                    .isEqualTo(CertificateBundle.parse(usual.body()).leaf());
            assertThat(bundle.chain()).hasSize(2);
            bundle.leaf().verify(bundle.chain().get(1).getPublicKey());
            bundle.chain().get(1).verify(flow.ca().alternateRootCertificate().getPublicKey());
            flow.client().fetch(order.text("certificate") + "/2").requireProblem(404, "malformed");
            flow.stranger().client().fetch(url).requireProblem(403, "unauthorized");
        }
    }

    @Test
    void thereIsNoAlternateChainUnlessAskedFor() {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            RawAnswer order = flow.finish(flow.ready(flow.client().newOrder(NAME)));
            RawAnswer usual = flow.client().fetch(order.text("certificate")).require(200);

            assertThat(usual.headers().allValues("Link")).noneMatch(link -> link.contains("alternate"));
            flow.client().fetch(order.text("certificate") + "/alternate").requireProblem(404, "malformed");
            assertThatThrownBy(flow.ca()::alternateRootCertificate).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "6.6", text = "a limit is rateLimited, 429 and a Retry-After")
    void limitsAreCountedForEachAccount() {
        try (AcmeFlow flow = AcmeFlow.start(builder().rateLimit(AcmeResource.NEW_ORDER, 2, Duration.ofHours(3)))) {
            flow.client().newOrder(NAME).require(201);
            clock.advance(Duration.ofHours(1));
            flow.client().newOrder(NAME).require(201);

            RawAnswer refused = flow.client().newOrder(NAME);
            refused.requireProblem(429, "rateLimited");
            assertThat(refused.header("Retry-After")).isEqualTo("7200");
            flow.stranger().client().newOrder(NAME).require(201);

            clock.advance(Duration.ofHours(2));
            flow.client().newOrder(NAME).require(201);
            flow.client().newOrder(NAME).requireProblem(429, "rateLimited");
        }
    }

    @Test
    void requestsWithoutAnAccountShareALimit() {
        try (AcmeServer ca = builder()
                .rateLimit(AcmeResource.NEW_ACCOUNT, 1, Duration.ofMinutes(1))
                .start()) {
            RawAcmeClient.registered(ca);
            RawAcmeClient second = new RawAcmeClient(ca);

            second.post(second.resource("newAccount"), Map.of()).requireProblem(429, "rateLimited");
            clock.advance(Duration.ofMinutes(1));
            second.register();
        }
    }

    @Test
    void everythingThatIsWrongWithTheSettingsIsSaidAtOnce() {
        AcmeServerBuilder builder = builder()
                .httpsPort(0)
                .tlsAlpn01Port(70_000)
                .issuanceTime(Duration.ofSeconds(-1))
                .ordersPerPage(0)
                .profile("none", "no time at all", Duration.ZERO)
                .rateLimit(AcmeResource.DIRECTORY, 0, Duration.ZERO);

        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::field)
                                .containsExactly(
                                        "httpsPort",
                                        "tlsAlpn01Port",
                                        "issuanceTime",
                                        "ordersPerPage",
                                        "profile",
                                        "rateLimit",
                                        "rateLimit",
                                        "rateLimit"));
    }

    private AcmeServerBuilder builder() {
        return AcmeServer.builder().clock(clock);
    }

    private static RawAnswer newAuthz(RawAcmeClient client, String name) {
        return client.post(client.resource("newAuthz"), Map.of("identifier", Map.of("type", "dns", "value", name)));
    }

    private static RawAnswer dated(AcmeFlow flow, String notBefore, String notAfter) {
        return order(flow, Map.of("notBefore", notBefore, "notAfter", notAfter));
    }

    private static RawAnswer order(AcmeFlow flow, Map<String, Object> members) {
        Map<String, Object> order = new LinkedHashMap<>(members);
        order.put("identifiers", List.of(Map.of("type", "dns", "value", NAME)));
        return flow.client().post(flow.client().resource("newOrder"), order);
    }

    private static String alternate(RawAnswer chain) {
        return chain.headers().allValues("Link").stream()
                .filter(link -> link.endsWith(";rel=\"alternate\""))
                .map(link -> link.substring(1, link.indexOf('>')))
                .findFirst()
                .orElseThrow();
    }
}
