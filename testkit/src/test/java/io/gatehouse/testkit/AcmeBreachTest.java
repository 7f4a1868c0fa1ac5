package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that breaks a rule of RFC 8555 is told which, with the problem type the RFC names, and never a 500. */
class AcmeBreachTest {
    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().build();

    private final RawAcmeClient client = RawAcmeClient.registered(CA);

    @AfterEach
    void theServerNeverBreaks() {
        assertThat(CA.requests()).noneMatch(request -> request.status() >= 500);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.2", text = "a request whose signature does not verify is refused")
    void badSignature() {
        client.send(order().member("signature", RawAcmeClient.base64Url(new byte[64])))
                .requireProblem(400, "malformed");
        client.send(order().member("signature", RawAcmeClient.base64Url("short")))
                .requireProblem(400, "malformed");
        client.send(order().member("payload", RawAcmeClient.base64Url("{\"changed\":true}")))
                .requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.5", text = "only a request whose signature verifies spends its nonce")
    void aBadSignatureDoesNotSpendTheNonce() {
        RawJws jws = order();
        client.send(jws.member("signature", RawAcmeClient.base64Url(new byte[64])))
                .requireProblem(400, "malformed");

        client.send(order().header("nonce", jws.header("nonce"))).require(201);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.5", text = "a nonce is accepted once; again it is badNonce")
    void replayedNonce() {
        RawJws jws = order();
        client.send(jws).require(201);

        client.send(jws).requireProblem(400, "badNonce");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.5", text = "a nonce that is missing or was never issued is badNonce")
    @Requirement(rfc = 8555, section = "6.5.2", text = "a nonce that is not base64url is malformed")
    void nonceOfNobody() {
        client.send(order().header("nonce", "bm9uY2U")).requireProblem(400, "badNonce");
        client.send(order().without("nonce")).requireProblem(400, "badNonce");
        client.send(order().header("nonce", "not base64url!")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.4",
            text = "the signed url equals the URL of the request, or it is unauthorized")
    void wrongUrl() {
        client.send(order().header("url", client.account())).requireProblem(403, "unauthorized");
        client.send(order().without("url")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.2",
            text = "jwk and kid exclude each other, and all but newAccount and revokeCert take kid")
    void jwkWhereKidBelongs() {
        Map<String, Object> jwk = client.jwk().toParams(OutputControlLevel.PUBLIC_ONLY);

        client.send(order().without("kid").header("jwk", jwk)).requireProblem(400, "malformed");
        client.send(order().header("jwk", jwk)).requireProblem(400, "malformed");
        client.send(order().without("kid")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.2", text = "newAccount takes jwk, not kid")
    void kidWhereJwkBelongs() {
        client.send(client.jws(client.resource("newAccount")).payload("{}")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.2", text = "kid is the URL of an account here, or it is accountDoesNotExist")
    void foreignKid() {
        RawAcmeClient other = RawAcmeClient.registered(CA);

        client.send(order().header("kid", client.account() + "x")).requireProblem(400, "accountDoesNotExist");
        client.send(order().header("kid", "https://ca.example/account/1")).requireProblem(400, "accountDoesNotExist");
        client.send(order().header("kid", other.account())).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.2",
            text = "alg none, MACs and unknown algorithms are badSignatureAlgorithm, with the list of those accepted")
    void algorithmsThatAreNotAccepted() {
        for (String algorithm : List.of("none", "HS256", "RS512", "ES512", "")) {
            RawAnswer answer = client.send(order().header("alg", algorithm));
            answer.requireProblem(400, "badSignatureAlgorithm");
            assertThat(answer.texts("algorithms")).containsExactly("RS256", "ES256", "ES384", "EdDSA");
        }
        client.send(order().header("alg", "ES384")).requireProblem(400, "malformed");
        client.send(order().without("alg")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.2",
            text = "flattened JSON, one signature, no unprotected header, no unencoded payload")
    void extensionsThatTheServerDoesNotKnow() {
        client.send(order().header("crit", List.of("exp")).header("exp", 1)).requireProblem(400, "malformed");
        client.send(order().header("b64", false)).requireProblem(400, "malformed");
        client.send(order().member("header", Map.of("kid", client.account()))).requireProblem(400, "malformed");
        client.send(order().member("signatures", List.of())).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.2",
            text = "a key that is too weak, of another kind, or no key is badPublicKey")
    void keysThatAreNotAccepted() throws GeneralSecurityException, JoseException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        KeyPairGenerator p521 = KeyPairGenerator.getInstance("EC");
        p521.initialize(521);
        List<Map<String, Object>> keys = new ArrayList<>();
        keys.add(Map.of("kty", "oct", "k", "c2VjcmV0"));
        keys.add(Map.of("kty", "EC", "crv", "P-256", "x", "AQ", "y", "AQ"));
        keys.add(Map.of("kty", "XY"));
        keys.add(Map.of());
        Map<String, Object> withPrivatePart = new HashMap<>(client.jwk().toParams(OutputControlLevel.PUBLIC_ONLY));
        withPrivatePart.put("d", "c2VjcmV0");
        keys.add(withPrivatePart);
        for (KeyPair pair : List.of(rsa.generateKeyPair(), p521.generateKeyPair())) {
            keys.add(PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic()).toParams(OutputControlLevel.PUBLIC_ONLY));
        }
        RawAcmeClient stranger = new RawAcmeClient(CA);
        for (Map<String, Object> key : keys) {
            stranger.send(stranger.jws(stranger.resource("newAccount"))
                            .payload("{}")
                            .header("jwk", key))
                    .requireProblem(400, "badPublicKey");
        }
        stranger.send(stranger.jws(stranger.resource("newAccount"))
                        .payload("{}")
                        .header("jwk", "text"))
                .requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.3",
            text = "GET is for the directory and newNonce; elsewhere it is 405 and malformed")
    void getOnWhatIsOnlyPosted() {
        client.get(client.account()).requireProblem(405, "malformed");
        RawAnswer answer = client.get(client.resource("newOrder"));
        answer.requireProblem(405, "malformed");
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(client.send("PUT", CA.directory().toString(), null, null).status())
                .isEqualTo(405);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.2", text = "the Content-Type is application/jose+json, or it is 415")
    void wrongContentTypeAndNoBody() {
        String url = client.resource("newOrder");

        client.send("POST", url, "application/json", order().serialize()).requireProblem(415, "malformed");
        client.send("POST", url, null, order().serialize()).requireProblem(415, "malformed");
        client.send("POST", url, "application/jose+json", null).requireProblem(400, "malformed");
        client.send("POST", url, "application/jose+json", "x".repeat(600_000)).requireProblem(413, "malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "1",
                "\"text\"",
                "{",
                "{}",
                "{\"protected\":1}",
                "{\"protected\":\"\",\"payload\":\"\",\"signature\":\"\"}",
                "{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\"}",
                "{\"protected\":\"e30=\",\"payload\":\"\",\"signature\":\"\"}",
                "{\"protected\":\"W10\",\"payload\":\"\",\"signature\":\"\"}",
                "{\"protected\":\"_____w\",\"payload\":\"\",\"signature\":\"\"}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1e999999999}",
                "{\"a\":\"\\ud800\"}",
            })
    @Requirement(rfc = 8555, section = "6.2", text = "a body that is no JWS is malformed")
    void bodiesThatAreNoJws(String body) {
        client.send("POST", client.resource("newOrder"), "application/jose+json", body)
                .requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "6.7",
            text = "whatever is sent, the answer is a problem document and never a 500")
    void noise() {
        Random random = new Random(8555);
        String url = client.resource("newOrder");
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String body = new String(bytes, StandardCharsets.ISO_8859_1);
            client.send("POST", url, "application/jose+json", body).requireProblem(400, "malformed");
            client.send(client.jws(url).payload(body)).requireProblem(400, "malformed");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.4", text = "an order names at least one identifier, and not too many")
    void ordersThatNameNothingOrTooMuch() {
        client.newOrder().requireProblem(400, "malformed");
        client.post(client.resource("newOrder"), Map.of()).requireProblem(400, "malformed");
        client.newOrder(IntStream.range(0, 1000)
                        .mapToObj(i -> "n" + i + ".example.test")
                        .toArray(String[]::new))
                .requireProblem(400, "malformed");
        client.fetch(client.resource("newOrder")).requireProblem(400, "malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..test", "a b.test", "*.*.test", "a.*.test", "-a.test", "127.0.0.1", "_x.test"})
    @Requirement(rfc = 8555, section = "7.1.4", text = "a dns identifier is a domain name")
    void namesThatCannotBe(String name) {
        client.newOrder(name).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.4", text = "an identifier of another type is unsupportedIdentifier")
    void identifiersThatAreNotServed() {
        String url = client.resource("newOrder");
        client.post(url, Map.of("identifiers", List.of(Map.of("type", "email", "value", "a@example.test"))))
                .requireProblem(400, "unsupportedIdentifier");
        client.post(url, Map.of("identifiers", List.of(Map.of("type", "ip", "value", "example.test"))))
                .requireProblem(400, "malformed");
        client.post(url, Map.of("identifiers", "example.test")).requireProblem(400, "malformed");
        client.post(url, Map.of("identifiers", List.of("example.test"))).requireProblem(400, "malformed");
        client.post(url, Map.of("identifiers", List.of(Map.of("type", "dns", "value", 1))))
                .requireProblem(400, "malformed");
        client.post(url, Map.of("identifiers", List.of(Map.of("type", "dns")))).requireProblem(400, "malformed");
        client.send(client.jws(url)
                        .payload("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.test\"}],"
                                + "\"notAfter\":\"2030-01-01T00:00:00Z\"}"))
                .requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1",
            text = "orders, authorizations and accounts are open to their own account only")
    void whatBelongsToAnotherAccount() {
        RawAnswer order = client.newOrder("a.example.test").require(201);
        String authorization = order.texts("authorizations").get(0);
        RawAcmeClient other = RawAcmeClient.registered(CA);

        other.fetch(client.account()).requireProblem(403, "unauthorized");
        other.fetch(order.header("Location")).requireProblem(403, "unauthorized");
        other.fetch(authorization).requireProblem(403, "unauthorized");
        other.finalizeOrder(order, new byte[] {1}).requireProblem(403, "unauthorized");
        client.fetch(order.header("Location") + "x").requireProblem(404, "malformed");
        client.fetch(CA.directory().resolve("/nothing").toString()).requireProblem(404, "malformed");
        client.fetch(CA.directory().resolve("/").toString()).requireProblem(404, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.4", text = "an order that is not ready is orderNotReady, and stays as it was")
    void finalizeBeforeItIsReady() {
        RawAnswer order = client.newOrder("a.example.test").require(201);
        KeyPair key = PrivateKeys.generate(KeyType.EC_P256);

        client.finalizeOrder(order, Csr.of(key, "a.example.test")).requireProblem(403, "orderNotReady");
        assertThat(client.fetch(order.header("Location")).text("status")).isEqualTo("pending");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.3", text = "orders are fetched with an empty payload")
    void payloadsWhereOnlyFetchingIsAllowed() {
        RawAnswer order = client.newOrder("a.example.test").require(201);

        client.post(order.header("Location"), Map.of()).requireProblem(400, "malformed");
        client.post(order.texts("authorizations").get(0), Map.of("status", "valid"))
                .requireProblem(400, "malformed");
        client.send(client.jws(order.text("finalize")).payload("[]")).requireProblem(400, "malformed");
        client.post(order.text("finalize"), Map.of("csr", "AQ==")).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3",
            text = "contacts of another scheme are unsupportedContact, wrong ones invalidContact")
    @Requirement(rfc = 8555, section = "7.3.1", text = "onlyReturnExisting without an account is accountDoesNotExist")
    void accountsThatCannotBe() {
        RawAcmeClient stranger = new RawAcmeClient(CA);
        String url = stranger.resource("newAccount");

        stranger.post(url, Map.of("onlyReturnExisting", true)).requireProblem(400, "accountDoesNotExist");
        stranger.post(url, Map.of("contact", List.of("tel:+123"))).requireProblem(400, "unsupportedContact");
        stranger.post(url, Map.of("contact", List.of("mailto:a@b.test,c@d.test")))
                .requireProblem(400, "invalidContact");
        stranger.post(url, Map.of("contact", "mailto:a@b.test")).requireProblem(400, "malformed");
    }

    private RawJws order() {
        return client.jws(client.resource("newOrder"))
                .payload(JsonUtil.toJson(
                        Map.of("identifiers", List.of(Map.of("type", "dns", "value", "a.example.test")))));
    }
}
