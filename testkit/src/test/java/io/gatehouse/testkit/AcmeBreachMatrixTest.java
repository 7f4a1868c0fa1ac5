package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The rules of every signed request, broken at each resource that takes one (RFC 8555, section 6). */
class AcmeBreachMatrixTest {
    private static final String NAME = "www.example.test";
    private static final Set<AcmeResource> SIGNED_BY_A_NEW_KEY = Set.of(AcmeResource.NEW_ACCOUNT);

    private static AcmeFlow flow;
    private static Map<AcmeResource, String> urls;

    @BeforeAll
    static void start() {
        flow = AcmeFlow.start(AcmeServer.builder());
        RawAcmeClient client = flow.client();
        RawAnswer pending = client.newOrder(NAME).require(201);
        RawAnswer valid = flow.finish(flow.ready(client.newOrder(NAME)));
        String authorization = pending.texts("authorizations").get(0);
        urls = Map.ofEntries(
                Map.entry(AcmeResource.NEW_ACCOUNT, client.resource("newAccount")),
                Map.entry(AcmeResource.ACCOUNT, client.account()),
                Map.entry(AcmeResource.KEY_CHANGE, client.resource("keyChange")),
                Map.entry(
                        AcmeResource.ORDERS,
                        client.fetch(client.account()).require(200).text("orders")),
                Map.entry(AcmeResource.NEW_ORDER, client.resource("newOrder")),
                Map.entry(AcmeResource.ORDER, pending.header("Location")),
                Map.entry(AcmeResource.FINALIZE, pending.text("finalize")),
                Map.entry(AcmeResource.NEW_AUTHZ, client.resource("newAuthz")),
                Map.entry(AcmeResource.AUTHORIZATION, authorization),
                Map.entry(
                        AcmeResource.CHALLENGE,
                        flow.challenge(authorization, "http-01").text("url")),
                Map.entry(AcmeResource.CERTIFICATE, valid.text("certificate")),
                Map.entry(AcmeResource.REVOKE_CERT, client.resource("revokeCert")));
    }

    @AfterAll
    static void stop() {
        flow.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DIRECTORY", "NEW_NONCE", "RENEWAL_INFO", "UNKNOWN"})
    @Requirement(rfc = 8555, section = "6.2", text = "at every resource: no body, or one that is no JWS, is malformed")
    @Requirement(rfc = 8555, section = "6.3", text = "at every resource that is posted to: GET is 405 and malformed")
    void whatIsNotSignedAtAll(AcmeResource resource) {
        RawAcmeClient client = flow.client();

        client.get(url(resource)).requireProblem(405, "malformed");
        assertThat(client.get(url(resource)).header("Allow")).isEqualTo("POST");
        client.send("POST", url(resource), "application/jose+json", null).requireProblem(400, "malformed");
        client.send("POST", url(resource), "application/jose+json", "{}").requireProblem(400, "malformed");
        client.send("POST", url(resource), "application/json", signed(resource).serialize())
                .requireProblem(415, "malformed");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DIRECTORY", "NEW_NONCE", "RENEWAL_INFO", "UNKNOWN"})
    @Requirement(rfc = 8555, section = "6.2", text = "at every resource: the signature is verified")
    @Requirement(rfc = 8555, section = "6.4", text = "at every resource: the signed url is that of the request")
    @Requirement(rfc = 8555, section = "6.5", text = "at every resource: a nonce is one of this server's, used once")
    void whatIsSignedAmiss(AcmeResource resource) {
        RawAcmeClient client = flow.client();

        client.send(signed(resource).member("signature", RawAcmeClient.base64Url(new byte[64])))
                .requireProblem(400, "malformed");
        client.send(signed(resource).header("url", flow.ca().directory().toString()))
                .requireProblem(403, "unauthorized");
        client.send(signed(resource).header("nonce", "bm9uY2U")).requireProblem(400, "badNonce");
        RawJws once = signed(resource);
        client.send(once);
        client.send(once).requireProblem(400, "badNonce");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DIRECTORY", "NEW_NONCE", "RENEWAL_INFO", "UNKNOWN"})
    @Requirement(
            rfc = 8555,
            section = "6.2",
            text = "at every resource: jwk where kid belongs, or the reverse, is malformed")
    @Requirement(rfc = 8555, section = "6.2", text = "at every resource: a kid of nobody here is accountDoesNotExist")
    void whatIsSignedByTheWrongKey(AcmeResource resource) {
        RawAcmeClient client = flow.client();
        Map<String, Object> jwk = client.jwk().toParams(OutputControlLevel.PUBLIC_ONLY);

        client.send(signed(resource).header("jwk", jwk).header("kid", client.account()))
                .requireProblem(400, "malformed");
        client.send(signed(resource).without("jwk").without("kid")).requireProblem(400, "malformed");
        if (SIGNED_BY_A_NEW_KEY.contains(resource)) {
            client.send(client.jws(url(resource))).requireProblem(400, "malformed");
            return;
        }
        client.send(signed(resource).header("kid", client.account() + "x")).requireProblem(400, "accountDoesNotExist");
        client.send(signed(resource).header("kid", flow.stranger().client().account()))
                .requireProblem(400, "malformed");
        if (resource != AcmeResource.REVOKE_CERT) {
            client.send(signed(resource).without("kid").header("jwk", jwk)).requireProblem(400, "malformed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW_ACCOUNT", "KEY_CHANGE", "NEW_ORDER", "FINALIZE", "NEW_AUTHZ", "REVOKE_CERT"})
    @Requirement(rfc = 8555, section = "6.3", text = "an empty payload where an object is wanted is malformed")
    void fetchingWhatIsNotFetched(AcmeResource resource) {
        flow.client().send(signed(resource)).requireProblem(400, "malformed");
        flow.client().send(signed(resource).payload("[]")).requireProblem(400, "malformed");
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDERS", "ORDER", "CERTIFICATE"})
    @Requirement(rfc = 8555, section = "6.3", text = "what is only fetched takes an empty payload")
    void sendingToWhatIsOnlyFetched(AcmeResource resource) {
        flow.client().send(signed(resource).payload("{}")).requireProblem(400, "malformed");
    }

    private static String url(AcmeResource resource) {
        return Objects.requireNonNull(urls.get(resource), resource::name);
    }

    /** Sound but for its payload, which is empty. */
    private static RawJws signed(AcmeResource resource) {
        RawJws jws = flow.client().jws(url(resource));
        return SIGNED_BY_A_NEW_KEY.contains(resource)
                ? jws.without("kid").header("jwk", flow.client().jwk().toParams(OutputControlLevel.PUBLIC_ONLY))
                : jws;
    }
}
