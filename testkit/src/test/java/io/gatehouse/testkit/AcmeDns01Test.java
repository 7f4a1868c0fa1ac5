package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** dns-01: which answers prove a name, and which do not (RFC 8555, section 8.4). */
class AcmeDns01Test {
    private static final String NAME = "www.example.test";

    @RegisterExtension
    static final DnsServer DNS = DnsServer.builder()
            .zone("example.test")
            .zone("other.test")
            .record("_acme-challenge.alias.example.test", "CNAME", "proof.other.test.")
            .record("_acme-challenge.circle.example.test", "CNAME", "_acme-challenge.circle.example.test.")
            .build();

    private AcmeFlow flow;

    @BeforeEach
    void start() {
        flow = AcmeFlow.start(AcmeServer.builder().dns(DNS));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.4",
            text = "dns-01: the digest of the key authorization is among the TXT values")
    @Requirement(rfc = 8555, section = "7.1.3", text = "a name and its wildcard are proved apart")
    void nameAndWildcardByDns01() throws GeneralSecurityException {
        RawAnswer order =
                flow.client().newOrder("example.test", "*.example.test").require(201);
        DNS.set(
                "_acme-challenge.example.test",
                "TXT",
                order.texts("authorizations").stream().map(flow::dnsValue).toArray(String[]::new));

        for (String authorization : order.texts("authorizations")) {
            assertThat(flow.respond(authorization, "dns-01").text("status")).isEqualTo("valid");
        }

        RawAnswer done = flow.client()
                .finalizeOrder(order, Csr.of(AcmeFlow.LEAF_KEY, "example.test", "*.example.test"))
                .require(200);
        CertificateBundle bundle = flow.download(done);
        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        flow.requireTrusted(bundle, Instant.now());
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.4",
            text = "an authorization for a wildcard has the base name and wildcard: true")
    void wildcardsAreProvedInDnsOnly() {
        RawAnswer authorization = flow.client().fetch(flow.authorize("*.example.test"));

        assertThat(authorization.json()).containsEntry("wildcard", true);
        assertThat(authorization.json().get("identifier")).isEqualTo(Map.of("type", "dns", "value", "example.test"));
        assertThat(authorization.objects("challenges"))
                .extracting(challenge -> challenge.text("type"))
                .containsExactly("dns-01");
    }

    @Test
    @Requirement(rfc = 8555, section = "8.4", text = "dns-01: CNAMEs are followed")
    void aCnameIsFollowedIntoAnotherZone() {
        String authorization = flow.authorize("alias.example.test");
        DNS.set("proof.other.test", "TXT", "\"something else\"", flow.dnsValue(authorization));

        assertThat(flow.respond(authorization, "dns-01").text("status")).isEqualTo("valid");
    }

    @Test
    void aCnameIsFollowedToAnotherServer() {
        try (DnsServer elsewhere = DnsServer.withZone("elsewhere.test").start();
                AcmeServer asking = AcmeServer.builder()
                        .dns(DNS.address(), elsewhere.address())
                        .start()) {
            DNS.set("_acme-challenge.far.example.test", "CNAME", "proof.elsewhere.test.");
            AcmeFlow at = flow.at(asking);
            String authorization = at.authorize("far.example.test");
            elsewhere.set("proof.elsewhere.test", "TXT", at.dnsValue(authorization));

            assertThat(at.respond(authorization, "dns-01").text("status")).isEqualTo("valid");
        }
    }

    @Test
    void everyServerThatAnswersMustHaveTheValue() {
        try (DnsServer lagging = DnsServer.withZone("example.test").start();
                AcmeServer asking = AcmeServer.builder().dns(DNS).dns(lagging).start()) {
            AcmeFlow at = flow.at(asking);
            String authorization = at.authorize(NAME);
            DNS.set("_acme-challenge." + NAME, "TXT", at.dnsValue(authorization));

            at.respond(authorization, "dns-01");

            at.requireFailure(authorization, "incorrectResponse");
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "8.4",
            text = "dns-01: no or other values are incorrectResponse, no answer is dns")
    void dnsThatProvesNothing() {
        DNS.set("_acme-challenge.wrong.example.test", "TXT", "\"something else\"");
        Map.of(
                        "wrong.example.test", "incorrectResponse",
                        "missing.example.test", "incorrectResponse",
                        "circle.example.test", "dns",
                        "nobody.serves.this", "dns")
                .forEach((name, type) -> {
                    String authorization = flow.authorize(name);
                    flow.respond(authorization, "dns-01");
                    flow.requireFailure(authorization, type);
                });
    }
}
