package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts: key change, update, external binding, terms of service, lists of orders (RFC 8555, section 7.3). */
class AcmeAccountTest {
    private static final byte[] MAC_KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final URI TERMS = URI.create("https://ca.example.test/terms/1");
    private static final URI NEW_TERMS = URI.create("https://ca.example.test/terms/2");

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3.5",
            text = "after a key change the account is the new key's, and the old key signs no more")
    void theKeyOfAnAccountIsChanged() {
        try (AcmeServer ca = AcmeServer.builder().start()) {
            RawAcmeClient client = RawAcmeClient.registered(ca);
            RawAcmeClient next = new RawAcmeClient(ca, PrivateKeys.generate(KeyType.EC_P384));

            RawAnswer changed = client.post(client.resource("keyChange"), keyChange(client, next, Map.of()))
                    .require(200);

            assertThat(changed.header("Location")).isEqualTo(client.account());
            client.newOrder("a.example.test").requireProblem(400, "malformed");
            RawAnswer found = next.post(next.resource("newAccount"), Map.of("onlyReturnExisting", true))
                    .require(200);
            assertThat(found.header("Location")).isEqualTo(client.account());
            RawAcmeClient old = new RawAcmeClient(ca, client.key());
            old.post(old.resource("newAccount"), Map.of("onlyReturnExisting", true))
                    .requireProblem(400, "accountDoesNotExist");
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3.5",
            text =
                    "the inner JWS is signed by the new key, for this account, its old key and this url, without a nonce")
    @Requirement(
            rfc = 8555,
            section = "7.3.5",
            text = "a new key that has an account already is 409, with that account's Location")
    void keyChangesThatAreRefused() {
        try (AcmeServer ca = AcmeServer.builder().start()) {
            RawAcmeClient client = RawAcmeClient.registered(ca);
            RawAcmeClient next = new RawAcmeClient(ca);
            RawAcmeClient other = RawAcmeClient.registered(ca);
            String url = client.resource("keyChange");

            client.post(url, keyChange(client, next, Map.of("account", other.account())))
                    .requireProblem(400, "malformed");
            client.post(url, keyChange(client, next, Map.of("oldKey", publicKey(next))))
                    .requireProblem(400, "malformed");
            client.post(url, inner(next, url + "x", changePayload(client, Map.of())))
                    .requireProblem(400, "malformed");
            client.post(url, parsed(next.jws(url).payload(changePayload(client, Map.of()))))
                    .requireProblem(400, "malformed");
            Map<String, Object> unsigned = new LinkedHashMap<>(keyChange(client, next, Map.of()));
            unsigned.put("signature", RawAcmeClient.base64Url(new byte[64]));
            client.post(url, unsigned).requireProblem(400, "malformed");
            client.post(url, Map.of()).requireProblem(400, "malformed");

            RawAnswer taken = client.post(url, keyChange(client, new RawAcmeClient(ca, other.key()), Map.of()));
            taken.requireProblem(409, "malformed");
            assertThat(taken.header("Location")).isEqualTo(other.account());
            client.newOrder("a.example.test").require(201);
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3.2",
            text = "an update changes contacts; status, orders, agreement and unknown members are ignored")
    void whatAClientMayNotSetIsIgnored() {
        try (AcmeServer ca = AcmeServer.builder().start()) {
            RawAcmeClient client = RawAcmeClient.registered(ca);
            String orders = client.fetch(client.account()).text("orders");

            RawAnswer updated = client.post(
                            client.account(),
                            Map.<String, Object>of(
                                    "status",
                                    "revoked",
                                    "orders",
                                    "https://elsewhere.test/",
                                    "termsOfServiceAgreed",
                                    true,
                                    "unknown",
                                    1,
                                    "contact",
                                    List.of("mailto:new@example.test")))
                    .require(200);

            assertThat(updated.text("status")).isEqualTo("valid");
            assertThat(updated.text("orders")).isEqualTo(orders);
            assertThat(updated.texts("contact")).containsExactly("mailto:new@example.test");
            assertThat(updated.json()).doesNotContainKeys("termsOfServiceAgreed", "unknown");
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.1.2.1",
            text = "the orders of an account are listed in pages that link to the next")
    void ordersAreListedInPages() {
        try (AcmeServer ca = AcmeServer.builder().ordersPerPage(2).start()) {
            RawAcmeClient client = RawAcmeClient.registered(ca);
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(client.newOrder("n" + i + ".example.test").header("Location"));
            }

            RawAnswer page = client.fetch(client.fetch(client.account()).text("orders"));
            List<String> listed = new ArrayList<>(page.texts("orders"));
            for (String next = next(page); !next.isEmpty(); next = next(page)) {
                assertThat(page.texts("orders")).hasSize(2);
                page = client.fetch(next).require(200);
                listed.addAll(page.texts("orders"));
            }

            assertThat(listed).isEqualTo(made);
            RawAcmeClient.registered(ca)
                    .fetch(client.fetch(client.account()).text("orders") + "/2")
                    .requireProblem(403, "unauthorized");
        }
    }

    @ParameterizedTest
    @CsvSource({"HS256, HmacSHA256", "HS384, HmacSHA384", "HS512, HmacSHA512"})
    @Requirement(
            rfc = 8555,
            section = "7.3.4",
            text = "a binding by HS256, HS384 or HS512 is accepted, and shown in the account")
    void anAccountIsBoundToAnExternalOne(String algorithm, String mac) {
        try (AcmeServer ca = external().requireExternalAccount().start()) {
            RawAcmeClient client = new RawAcmeClient(ca);
            assertThat(meta(client, ca)).containsEntry("externalAccountRequired", true);
            Map<String, Object> binding = binding(client, algorithm, mac, "kid-1", client.resource("newAccount"));

            RawAnswer account = client.post(client.resource("newAccount"), Map.of("externalAccountBinding", binding))
                    .require(201);

            assertThat(account.json().get("externalAccountBinding")).isEqualTo(binding);
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.3.4", text = "externalAccountRequired is in meta when it is so")
    void externalAccountsMayBeOptional() {
        try (AcmeServer ca = external().start()) {
            RawAcmeClient client = new RawAcmeClient(ca);

            assertThat(meta(client, ca)).doesNotContainKey("externalAccountRequired");
            client.register();
            assertThat(client.fetch(client.account()).json()).doesNotContainKey("externalAccountBinding");
        }
    }

    @Test
    @Requirement(rfc = 8555, section = "7.3.4", text = "without a binding that is required: externalAccountRequired")
    @Requirement(
            rfc = 8555,
            section = "7.3.4",
            text = "a binding has a MAC algorithm, a known kid, the url and key of the newAccount, and verifies")
    void bindingsThatAreRefused() {
        try (AcmeServer ca = external().requireExternalAccount().start()) {
            RawAcmeClient client = new RawAcmeClient(ca);
            String url = client.resource("newAccount");
            client.post(url, Map.of()).requireProblem(403, "externalAccountRequired");

            bind(client, binding(client, "HS256", "HmacSHA256", "nobody", url)).requireProblem(403, "unauthorized");
            Map<String, Object> forged = new LinkedHashMap<>(binding(client, "HS256", "HmacSHA256", "kid-1", url));
            forged.put("signature", RawAcmeClient.base64Url(new byte[32]));
            bind(client, forged).requireProblem(403, "unauthorized");
            bind(client, binding(client, "HS256", "HmacSHA256", "kid-1", url + "x"))
                    .requireProblem(400, "malformed");
            bind(client, binding(new RawAcmeClient(ca), "HS256", "HmacSHA256", "kid-1", url))
                    .requireProblem(400, "malformed");
            bind(client, binding(client, "ES256", "HmacSHA256", "kid-1", url))
                    .requireProblem(400, "badSignatureAlgorithm");
            client.post(url, Map.of("externalAccountBinding", "text")).requireProblem(400, "malformed");
            client.post(url, Map.of("externalAccountBinding", Map.of())).requireProblem(400, "malformed");
        }
    }

    @Test
    void requiringExternalAccountsNeedsOne() {
        AcmeServerBuilder builder = AcmeServer.builder().requireExternalAccount();

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("externalAccount");
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3",
            text = "terms of service are in meta, and a new account agrees to them, or it is userActionRequired")
    void termsOfServiceMustBeAgreedTo() {
        try (AcmeServer ca = AcmeServer.builder().termsOfService(TERMS).start()) {
            RawAcmeClient client = new RawAcmeClient(ca);
            assertThat(meta(client, ca)).containsEntry("termsOfService", TERMS.toString());

            requireTerms(client.post(client.resource("newAccount"), Map.of()), TERMS);
            requireTerms(client.post(client.resource("newAccount"), Map.of("termsOfServiceAgreed", false)), TERMS);
            RawAnswer account = client.post(client.resource("newAccount"), Map.of("termsOfServiceAgreed", true))
                    .require(201);

            assertThat(account.json()).containsEntry("termsOfServiceAgreed", true);
        }
    }

    @Test
    @Requirement(
            rfc = 8555,
            section = "7.3.3",
            text = "terms that changed are userActionRequired, with instance and a terms-of-service link")
    @Requirement(rfc = 8555, section = "7.3.2", text = "agreement is not given by an update")
    void termsOfServiceThatChangeMustBeAgreedToAgain() {
        try (AcmeServer ca = AcmeServer.builder().start()) {
            RawAcmeClient client = RawAcmeClient.registered(ca);
            client.newOrder("a.example.test").require(201);

            ca.changeTermsOfService(NEW_TERMS);
            requireTerms(client.newOrder("a.example.test"), NEW_TERMS);
            client.post(client.account(), Map.of("termsOfServiceAgreed", true)).require(200);
            requireTerms(client.newOrder("a.example.test"), NEW_TERMS);

            ca.agreeToTerms(URI.create(client.account()));
            client.newOrder("a.example.test").require(201);
            assertThatThrownBy(() -> ca.agreeToTerms(URI.create(client.account() + "x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void requireTerms(RawAnswer answer, URI terms) {
        answer.requireProblem(403, "userActionRequired");
        assertThat(answer.text("instance")).isEqualTo(terms.toString());
        assertThat(answer.headers().allValues("Link")).contains("<" + terms + ">;rel=\"terms-of-service\"");
    }

    private static AcmeServerBuilder external() {
        return AcmeServer.builder().externalAccount("kid-1", Secret.ofBytes(MAC_KEY));
    }

    private static Map<String, Object> meta(RawAcmeClient client, AcmeServer ca) {
        return client.get(ca.directory().toString()).object("meta").json();
    }

    private static RawAnswer bind(RawAcmeClient client, Map<String, Object> binding) {
        return client.post(client.resource("newAccount"), Map.of("externalAccountBinding", binding));
    }

    private static Map<String, Object> binding(
            RawAcmeClient client, String algorithm, String mac, String keyId, String url) {
        String header = RawAcmeClient.base64Url(JsonUtil.toJson(Map.of("alg", algorithm, "kid", keyId, "url", url)));
        String payload = RawAcmeClient.base64Url(JsonUtil.toJson(publicKey(client)));
        try {
            Mac signer = Mac.getInstance(mac);
            signer.init(new SecretKeySpec(MAC_KEY, mac));
            byte[] signature = signer.doFinal((header + "." + payload).getBytes(StandardCharsets.US_ASCII));
            return Map.of("protected", header, "payload", payload, "signature", RawAcmeClient.base64Url(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> keyChange(RawAcmeClient client, RawAcmeClient next, Map<String, ?> changes) {
        return inner(next, client.resource("keyChange"), changePayload(client, changes));
    }

    private static String changePayload(RawAcmeClient client, Map<String, ?> changes) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("account", client.account());
        payload.put("oldKey", publicKey(client));
        payload.putAll(changes);
        return JsonUtil.toJson(payload);
    }

    private static Map<String, Object> inner(RawAcmeClient signer, String url, String payload) {
        return parsed(signer.jws(url).without("nonce").payload(payload));
    }

    private static Map<String, Object> parsed(RawJws jws) {
        return new RawAnswer(200, HttpHeaders.of(Map.of(), (a, b) -> true), jws.serialize()).json();
    }

    private static Map<String, Object> publicKey(RawAcmeClient client) {
        return client.jwk().toParams(OutputControlLevel.PUBLIC_ONLY);
    }

    private static String next(RawAnswer page) {
        return page.headers().allValues("Link").stream()
                .filter(link -> link.endsWith(";rel=\"next\""))
                .map(link -> link.substring(1, link.indexOf('>')))
                .findFirst()
                .orElse("");
    }
}
