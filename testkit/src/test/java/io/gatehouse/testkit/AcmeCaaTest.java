package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CAA: whom the holder of a name lets issue for it (RFC 8659), to which account and by which proof (RFC 8657). */
class AcmeCaaTest {
    private static final String NAME = "a.b.example.test";
    private static final String US = "0 issue \"gatehouse.test\"";
    private static final String OTHERS = "0 issue \"other.test\"";
    private static final String NOBODY = "0 issue \";\"";

    private DnsServer dns;
    private AcmeFlow flow;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").start();
        flow = AcmeFlow.start(AcmeServer.builder().dns(dns));
    }

    @AfterEach
    void stop() {
        flow.close();
        dns.close();
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.1", text = "meta names the CA as CAA records do")
    void theDirectoryNamesTheCa() {
        assertThat(identities(flow)).containsExactly("gatehouse.test");
        try (AcmeFlow named = AcmeFlow.start(AcmeServer.builder().caaIdentities("ca.example", "CA.example.net"))) {
            assertThat(identities(named)).containsExactly("ca.example", "ca.example.net");
        }
    }

    @Test
    @Requirement(rfc = 8659, section = "3", text = "without CAA records anybody may issue")
    void withoutRecords() {
        requireIssued();
    }

    @ParameterizedTest
    @ValueSource(strings = {NAME, "b.example.test", "example.test"})
    @Requirement(rfc = 8659, section = "3", text = "the records of the name count, or of the nearest name above it")
    void theTreeIsClimbed(String at) {
        dns.set(at, "CAA", OTHERS);
        requireRefused();

        dns.set(at, "CAA", OTHERS, US);
        requireIssued();
    }

    @Test
    @Requirement(rfc = 8659, section = "3", text = "the climb ends at the first name that has records")
    void theNearestRecordsCount() {
        dns.set("example.test", "CAA", NOBODY);
        dns.set("b.example.test", "CAA", US);

        requireIssued();
    }

    @ParameterizedTest
    @CsvSource({
        "';', false",
        "'', false",
        "'GATEHOUSE.test', true",
        "' gatehouse.test ', true",
        "'gatehouse.test; policy=ev', true",
        "'gatehouse.test; nonsense', false",
        "'sub.gatehouse.test', false",
    })
    @Requirement(rfc = 8659, section = "4.2", text = "issue names who may; an empty or unreadable value lets nobody")
    void valuesOfIssue(String value, boolean issued) {
        dns.set(NAME, "CAA", "0 issue \"" + value + "\"");

        requireOutcome(issued);
    }

    @Test
    @Requirement(
            rfc = 8659,
            section = "4.3",
            text = "issuewild counts for wildcards alone, and there in place of issue")
    void wildcards() {
        dns.set("example.test", "CAA", US, "0 issuewild \";\"");
        requireIssued();
        requireWildcard("invalid");

        dns.set("example.test", "CAA", NOBODY, "0 issuewild \"gatehouse.test\"");
        requireRefused();
        requireWildcard("valid");

        dns.set("example.test", "CAA", NOBODY);
        requireWildcard("invalid");
    }

    @Test
    @Requirement(rfc = 8659, section = "4.1", text = "a critical property that is not understood stops the issuance")
    void tagsThatNobodyKnows() {
        dns.set(NAME, "CAA", US, "0 tbs \"unknown\"", "128 iodef \"mailto:a@example.test\"");
        requireIssued();

        dns.set(NAME, "CAA", US, "128 tbs \"unknown\"");
        requireRefused();
    }

    @Test
    @Requirement(rfc = 8659, section = "3", text = "records that cannot be looked up stop the issuance")
    void recordsThatCannotBeLookedUp() {
        dns.onQuery("b.example.test", "CAA").servfail();
        String authorization = proveInVain();

        flow.requireFailure(authorization, "dns");
    }

    @Test
    @Requirement(rfc = 8657, section = "4", text = "validationmethods names the proofs that count")
    void validationMethods() {
        dns.set(NAME, "CAA", "0 issue \"gatehouse.test; validationmethods=dns-01,tls-alpn-01\"");
        requireRefused();

        dns.set(NAME, "CAA", "0 issue \"gatehouse.test; validationmethods=dns-01,http-01\"");
        requireIssued();
    }

    @Test
    @Requirement(rfc = 8657, section = "3", text = "accounturi names the account that may; two of them are nobody")
    void accountUri() {
        String account = flow.client().account();
        dns.set(NAME, "CAA", "0 issue \"gatehouse.test; accounturi=" + account + "x\"");
        requireRefused();

        dns.set(NAME, "CAA", "0 issue \"gatehouse.test; accounturi=" + account + "\"");
        requireIssued();

        dns.set(NAME, "CAA", "0 issue \"gatehouse.test; accounturi=" + account + "; accounturi=" + account + "\"");
        requireRefused();
    }

    @Test
    @Requirement(rfc = 8659, section = "3", text = "CAA is looked up again before a certificate is issued")
    void recordsThatCameAfterTheProof() {
        RawAnswer order = flow.ready(flow.client().newOrder(NAME));
        dns.set(NAME, "CAA", OTHERS);

        flow.client().finalizeOrder(order, Csr.of(AcmeFlow.LEAF_KEY, NAME)).requireProblem(403, "caa");

        dns.set(NAME, "CAA", US);
        assertThat(flow.download(flow.finish(order)).chain()).hasSize(2);
    }

    private void requireOutcome(boolean issued) {
        if (issued) {
            requireIssued();
        } else {
            requireRefused();
        }
    }

    private void requireIssued() {
        assertThat(flow.obtain(flow.client().newOrder(NAME)).names()).hasSize(1);
    }

    private void requireRefused() {
        flow.requireFailure(proveInVain(), "caa");
    }

    private void requireWildcard(String status) {
        String authorization = flow.authorize("*.example.test");
        dns.set("_acme-challenge.example.test", "TXT", flow.dnsValue(authorization));
        assertThat(flow.respond(authorization, "dns-01").text("status")).isEqualTo(status);
    }

    /** The name is proved, but that is not enough. */
    private String proveInVain() {
        String authorization = flow.authorize(NAME);
        String token = flow.challenge(authorization, "http-01").text("token");
        flow.web().token(token, token + "." + flow.client().thumbprint());
        flow.respond(authorization, "http-01");
        return authorization;
    }

    private static Iterable<String> identities(AcmeFlow flow) {
        return flow.client()
                .get(flow.ca().directory().toString())
                .object("meta")
                .texts("caaIdentities");
    }
}
