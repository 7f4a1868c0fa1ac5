package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.net.InetAddress;
import java.util.Optional;

/** Checks a request's JWS: form, algorithm, key, signature, nonce, URL (RFC 8555, sections 6.2 to 6.5). */
final class JwsVerifier {
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
    SignedRequest verify(AcmeResource resource, String id, String url, byte[] body, InetAddress from) {
        Jws jws = Jws.parse(JsonObject.parse("the body", body));
        JsonObject header = jws.header();
        jws.requireAccountAlgorithm();
        Optional<Account> signer = signer(resource, header);
        AccountKey key = signer.isPresent() ? signer.get().key() : AccountKey.parse(header.object("jwk"));
        byte[] payload = jws.payload();
        jws.requireSignedBy(key);
        requireNonce(header);
        requireUrl(header, url);
        signer.ifPresent(Account::requireUsable);
        return new SignedRequest(id, key, signer, payload, from);
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
