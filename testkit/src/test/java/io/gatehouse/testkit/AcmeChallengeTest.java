package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.utils.base32;

/** tls-alpn-01 (RFC 8737, RFC 8738) and dns-account-01 (draft-ietf-acme-dns-account-label). */
class AcmeChallengeTest {
    private static final String NAME = "www.example.test";
    private static final String PROTOCOL = "acme-tls/1";

    private final AtomicInteger port = new AtomicInteger(1);

    @Test
    @Requirement(
            rfc = 8737,
            section = "3",
            text =
                    "the server is asked for the name by SNI and for acme-tls/1 by ALPN, and shows the key authorization's digest")
    void aNameIsProvedInTheHandshake() throws Exception {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            RawAnswer order = flow.client().newOrder(NAME);
            String authorization = order.texts("authorizations").get(0);
            Certificate proof =
                    TlsAlpnServer.proof(new GeneralName(GeneralName.dNSName, NAME), proof(flow, authorization), true);

            try (TlsAlpnServer server = serve(proof, PROTOCOL)) {
                assertThat(flow.respond(authorization, "tls-alpn-01").text("status"))
                        .isEqualTo("valid");
                assertThat(server.serverNames()).containsExactly(NAME);
            }
            assertThat(flow.download(flow.finish(flow.refetch(order))).chain()).hasSize(2);
        }
    }

    @Test
    @Requirement(rfc = 8738, section = "6", text = "tls-alpn-01: an address is asked for by its reverse name")
    void anAddressIsProvedUnderItsReverseName() throws Exception {
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            RawAnswer order = flow.client()
                    .post(
                            flow.client().resource("newOrder"),
                            Map.of("identifiers", List.of(Map.of("type", "ip", "value", "127.0.0.1"))));
            String authorization = order.texts("authorizations").get(0);
            Certificate proof = TlsAlpnServer.proof(
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"), proof(flow, authorization), true);

            try (TlsAlpnServer server = serve(proof, PROTOCOL)) {
                assertThat(flow.respond(authorization, "tls-alpn-01").text("status"))
                        .isEqualTo("valid");
                assertThat(server.serverNames()).containsExactly("1.0.0.127.in-addr.arpa");
            }
        }
    }

    @Test
    @Requirement(
            rfc = 8737,
            section = "3",
            text = "another name, digest or protocol, no or no critical acmeIdentifier: the challenge fails")
    void handshakesThatProveNothing() throws Exception {
        GeneralName name = new GeneralName(GeneralName.dNSName, NAME);
        GeneralName other = new GeneralName(GeneralName.dNSName, "other.example.test");
        CertificateBundle plain = CertificateAuthority.create("Test")
                .server(NAME)
                .publicKey(AcmeFlow.LEAF_KEY.getPublic())
                .issue();
        try (AcmeFlow flow = AcmeFlow.start(builder())) {
            refused(flow, "incorrectResponse", PROTOCOL, right -> TlsAlpnServer.proof(other, right, true));
            refused(flow, "incorrectResponse", PROTOCOL, right -> TlsAlpnServer.proof(name, right, false));
            refused(flow, "incorrectResponse", PROTOCOL, right -> TlsAlpnServer.proof(name, right + "x", true));
            refused(flow, "incorrectResponse", PROTOCOL, right -> plain.leaf());
            refused(flow, "tls", "http/1.1", right -> TlsAlpnServer.proof(name, right, true));
            String nobody = flow.client().newOrder(NAME).texts("authorizations").get(0);
            port.set(LoopbackPorts.free());
            requireError(flow.respond(nobody, "tls-alpn-01"), "connection");
        }
    }

    @Test
    @Requirement(rfc = 8737, section = "3", text = "tls-alpn-01 does not prove wildcards")
    void tlsAlpnIsNotOfferedForWildcardsOrUnlessAskedFor() {
        try (AcmeFlow flow = AcmeFlow.start(builder());
                AcmeFlow without = AcmeFlow.start(AcmeServer.builder())) {
            assertThat(offered(flow, "*." + NAME)).containsExactly("dns-01");
            assertThat(offered(flow, NAME)).containsExactly("http-01", "tls-alpn-01", "dns-01");
            assertThat(offered(without, NAME)).containsExactly("http-01", "dns-01");
        }
    }

    @Test
    @Requirement(
            draft = "draft-ietf-acme-dns-account-label",
            section = "3",
            text =
                    "dns-account-01: the value stands below a label made of the account's URL, and serves no other account")
    void aNameIsProvedUnderTheAccountsOwnLabel() throws Exception {
        try (DnsServer dns = DnsServer.withZone("example.test").start();
                AcmeFlow flow = AcmeFlow.start(AcmeServer.builder().dns(dns).dnsAccount01())) {
            assertThat(offered(flow, "*." + NAME)).containsExactly("dns-01", "dns-account-01");
            String authorization =
                    flow.client().newOrder(NAME).texts("authorizations").get(0);
            String token = flow.challenge(authorization, "dns-account-01").text("token");
            String value =
                    RawAcmeClient.base64Url(sha256(token + "." + flow.client().thumbprint()));
            byte[] digest = sha256(flow.client().account());
            String label = new base32(base32.Alphabet.BASE32, false, true)
                    .toString(Arrays.copyOf(digest, 10))
                    .toLowerCase(Locale.ROOT);
            assertThat(label).hasSize(16);

            dns.set("_" + label + "._acme-challenge." + NAME, "TXT", "\"" + value + "\"");

            assertThat(flow.respond(authorization, "dns-account-01").text("status"))
                    .isEqualTo("valid");
            AcmeFlow stranger = flow.stranger();
            String theirs =
                    stranger.client().newOrder(NAME).texts("authorizations").get(0);
            requireError(stranger.respond(theirs, "dns-account-01"), "incorrectResponse");
        }
    }

    private void refused(AcmeFlow flow, String type, String protocol, Function<String, Certificate> certificate)
            throws IOException, GeneralSecurityException {
        String authorization =
                flow.client().newOrder(NAME).texts("authorizations").get(0);
        try (TlsAlpnServer server = serve(certificate.apply(proof(flow, authorization)), protocol)) {
            assertThat(server.port()).isPositive();
            requireError(flow.respond(authorization, "tls-alpn-01"), type);
        }
    }

    private static List<String> offered(AcmeFlow flow, String name) {
        String authorization =
                flow.client().newOrder(name).texts("authorizations").get(0);
        return flow.client().fetch(authorization).objects("challenges").stream()
                .map(challenge -> challenge.text("type"))
                .toList();
    }

    private AcmeServerBuilder builder() {
        return AcmeServer.builder()
                .tlsAlpn01(host -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get()));
    }

    private TlsAlpnServer serve(Certificate certificate, String protocol) throws IOException, GeneralSecurityException {
        TlsAlpnServer server = new TlsAlpnServer(certificate, protocol);
        port.set(server.port());
        return server;
    }

    private static String proof(AcmeFlow flow, String authorization) {
        return flow.challenge(authorization, "tls-alpn-01").text("token") + "."
                + flow.client().thumbprint();
    }

    private static void requireError(RawAnswer authorization, String type) {
        assertThat(authorization.text("status")).isEqualTo("invalid");
        assertThat(authorization.objects("challenges").get(0).object("error").text("type"))
                .isEqualTo("urn:ietf:params:acme:error:" + type);
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    }
}
