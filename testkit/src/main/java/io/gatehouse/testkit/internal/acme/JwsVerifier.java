package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.util.List;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;

/** Checks a request's JWS: form, algorithm, key, signature, nonce, URL (RFC 8555, sections 6.2 to 6.5). */
final class JwsVerifier {
    private static final List<String> ALGORITHMS = List.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    private final Urls urls;
    private final Nonces nonces;
    private final Accounts accounts;
    private final Faults faults;

    JwsVerifier(Urls urls, Nonces nonces, Accounts accounts, Faults faults) {
        this.urls = urls;
        this.nonces = nonces;
        this.accounts = accounts;
        this.faults = faults;
    }

    /** The signature is checked before the nonce is spent, so that a stranger cannot spend it. */
    SignedRequest verify(AcmeResource resource, String id, String url, byte[] body) {
        JsonObject jws = JsonObject.parse("the body", body);
        if (jws.has("signatures") || jws.has("header")) {
            throw ProblemType.MALFORMED.because(
                    "the JWS must be in flattened JSON form with one signature and no unprotected header");
        }
        String protectedPart = jws.string("protected");
        JsonObject header = JsonObject.parse("the protected header", Base64Url.decode("\"protected\"", protectedPart));
        requireKnownHeader(header);
        String algorithm = requireAlgorithm(header);
        Optional<Account> signer = signer(resource, header);
        AccountKey key = signer.isPresent() ? signer.get().key() : AccountKey.parse(header.object("jwk"));
        byte[] payload = Base64Url.decode("\"payload\"", jws.string("payload"));
        requireSignature(key, algorithm, protectedPart, jws);
        requireNonce(header);
        requireUrl(header, url);
        signer.ifPresent(Account::requireUsable);
        return new SignedRequest(id, key, signer, payload);
    }

    private static void requireKnownHeader(JsonObject header) {
        if (header.has("crit") || header.has("b64")) {
            throw ProblemType.MALFORMED.because("the protected header asks for extensions that ACME does not use");
        }
    }

    private static String requireAlgorithm(JsonObject header) {
        String algorithm = header.string("alg");
        if (!ALGORITHMS.contains(algorithm)) {
            throw ProblemType.BAD_SIGNATURE_ALGORITHM
                    .because("alg \"" + algorithm + "\" is not accepted; use one of " + ALGORITHMS)
                    .with("algorithms", ALGORITHMS);
        }
        return algorithm;
    }

    private Optional<Account> signer(AcmeResource resource, JsonObject header) {
        boolean jwk = header.has("jwk");
        if (jwk == header.has("kid")) {
            throw ProblemType.MALFORMED.because(
                    "the protected header must have either \"jwk\" or \"kid\", and not both");
        }
        if (jwk && resource != AcmeResource.NEW_ACCOUNT && resource != AcmeResource.REVOKE_CERT) {
            throw ProblemType.MALFORMED.because("this resource wants the account's URL as \"kid\", not a \"jwk\"");
        }
        if (!jwk && resource == AcmeResource.NEW_ACCOUNT) {
            throw ProblemType.MALFORMED.because("newAccount wants the new account's key as \"jwk\", not a \"kid\"");
        }
        return jwk ? Optional.empty() : Optional.of(accountNamed(header.string("kid")));
    }

    private Account accountNamed(String kid) {
        return urls.idIn(kid, AcmeResource.ACCOUNT)
                .flatMap(accounts::find)
                .orElseThrow(() -> ProblemType.ACCOUNT_DOES_NOT_EXIST.because(
                        "\"kid\" is no account of this server: \"" + kid + "\"; register with newAccount"));
    }

    private static void requireSignature(AccountKey key, String algorithm, String protectedPart, JsonObject jws) {
        String signature = jws.string("signature");
        byte[] signed = Base64Url.decode("\"signature\"", signature);
        if (!algorithm.equals(key.algorithm())) {
            throw ProblemType.MALFORMED.because("alg is " + algorithm + ", but the key signs with " + key.algorithm());
        }
        if (!JwsSignature.verifies(key, protectedPart + "." + jws.string("payload"), signed)) {
            throw ProblemType.MALFORMED.because("the signature does not verify with the request's key");
        }
    }

    private void requireNonce(JsonObject header) {
        String nonce = header.optionalString("nonce")
                .orElseThrow(() -> ProblemType.BAD_NONCE.because("the protected header has no \"nonce\""));
        Base64Url.decode("\"nonce\"", nonce);
        nonces.use(nonce);
        faults.takeBadNonce();
    }

    private static void requireUrl(JsonObject header, String url) {
        String signedUrl = header.string("url");
        if (!signedUrl.equals(url)) {
            throw ProblemType.UNAUTHORIZED.because(
                    "the signed \"url\" is \"" + signedUrl + "\", but the request went to " + url);
        }
    }
}
