package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** http-01: what is fetched, what proves and what does not (RFC 8555, section 8.3; RFC 8738, section 4). */
class AcmeHttp01Test {
    private static final String NAME = "www.example.test";

    private AcmeFlow flow;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder());
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.4",
            text = "an order goes from pending over ready to valid and has a certificate")
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: the key authorization is fetched from the well-known path of the name")
    @Requirement(
            rfc = 8555,
            section = "7.4.2",
            text = "the chain begins with the leaf, and each certificate certifies the one before")
    void certificateByHttp01() throws GeneralSecurityException {
        RawAnswer order = flow.client().newOrder(NAME).require(201);
        assertThat(order.text("status")).isEqualTo("pending");

        CertificateBundle bundle = flow.obtain(order);

        assertThat(flow.web().hosts()).containsExactly(NAME);
        assertThat(bundle.names()).containsExactly(DomainName.of(NAME));
        assertThat(bundle.chain()).hasSize(2);
        assertThat(bundle.leaf().getPublicKey()).isEqualTo(AcmeFlow.LEAF_KEY.getPublic());
        flow.requireTrusted(bundle, Instant.now());
        assertThat(flow.ca().requests(AcmeResource.NEW_ORDER)).singleElement().satisfies(request -> {
            assertThat(request.status()).isEqualTo(201);
            assertThat(request.problemType()).isEmpty();
        });
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.3",
            text = "http-01: another body or status is incorrectResponse, no answer is connection")
    @Requirement(
            rfc = 8555,
            section = "7.1.6",
            text = "a challenge that fails makes its authorization and order invalid")
    void webThatProvesNothing() {
        RawAnswer missing = flow.client().newOrder("missing.example.test").require(201);
        flow.respond(missing.texts("authorizations").get(0), "http-01");
        flow.requireFailure(missing.texts("authorizations").get(0), "incorrectResponse");
        assertThat(flow.refetch(missing).text("status")).isEqualTo("invalid");

        String wrong = flow.authorize("wrong.example.test");
        String token = flow.challenge(wrong, "http-01").text("token");
        flow.web().token(token, token);
        flow.respond(wrong, "http-01");
        flow.requireFailure(wrong, "incorrectResponse");

        flow.web().close();
        String unreachable = flow.authorize(NAME);
        flow.respond(unreachable, "http-01");
        flow.requireFailure(unreachable, "connection");
    }

    @Test
    @Requirement(rfc = 8738, section = "3", text = "an identifier of type ip is an address")
    @Requirement(rfc = 8738, section = "4", text = "an address is proved by http-01 with the address as Host")
    void addressesAreProvedByHttp() {
        RawAnswer order = flow.client()
                .post(
                        flow.client().resource("newOrder"),
                        Map.of("identifiers", List.of(Map.of("type", "ip", "value", "127.0.0.1"))))
                .require(201);
        RawAnswer authorization =
                flow.client().fetch(order.texts("authorizations").get(0));

        assertThat(authorization.json().get("identifier")).isEqualTo(Map.of("type", "ip", "value", "127.0.0.1"));
        flow.ready(order);
        assertThat(flow.web().hosts()).containsExactly("127.0.0.1");
    }

    @Test
    @Timeout(60)
    @Requirement(rfc = 8555, section = "7.5.1", text = "a challenge is processing while it is validated")
    @Requirement(rfc = 8555, section = "8.2", text = "a validation that goes on is answered with Retry-After")
    void aSlowValidationIsProcessing() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), flow.web().port());
        try (AcmeServer slow = AcmeServer.builder()
                .validationWait(Duration.ZERO)
                .http01(host -> {
                    asked.countDown();
                    awaitQuietly(answer);
                    return address;
                })
                .start()) {
            AcmeFlow at = flow.at(slow);
            String authorization = at.authorize(NAME);
            RawAnswer challenge = at.challenge(authorization, "http-01");
            String token = challenge.text("token");
            at.web().token(token, token + "." + at.client().thumbprint());

            RawAnswer begun = at.client().post(challenge.text("url"), Map.of()).require(200);
            awaitQuietly(asked);
            assertThat(begun.text("status")).isEqualTo("processing");
            assertThat(begun.header("Retry-After")).isEqualTo("1");
            RawAnswer meanwhile = at.client().fetch(authorization);
            assertThat(meanwhile.text("status")).isEqualTo("pending");
            assertThat(meanwhile.header("Retry-After")).isEqualTo("1");

            answer.countDown();
            while (at.client().fetch(authorization).text("status").equals("pending")) {
                Thread.onSpinWait();
            }
            assertThat(at.client().fetch(authorization).text("status")).isEqualTo("valid");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
