package io.gatehouse.testkit.internal.acme;

import java.net.InetAddress;
import java.util.Optional;

/** A request whose signature, nonce and URL were checked. */
final class SignedRequest {
    private final String id;
    private final AccountKey key;
    private final Optional<Account> signer;
    private final byte[] payload;
    private final InetAddress from;

    SignedRequest(String id, AccountKey key, Optional<Account> signer, byte[] payload, InetAddress from) {
        this.id = id;
        this.key = key;
        this.signer = signer;
        this.payload = payload;
        this.from = from;
    }

    /** The id in the request's path, or empty text. */
    String id() {
        return id;
    }

    /** The key that signed. */
    AccountKey key() {
        return key;
    }

    /** The account that {@code kid} named; empty when a {@code jwk} signed. */
    Optional<Account> signer() {
        return signer;
    }

    /** The account of a request that only an account can sign; the verifier saw to it. */
    Account account() {
        return signer.orElseThrow();
    }

    /** Where it came from. */
    InetAddress from() {
        return from;
    }

    /** A POST with an empty payload fetches (RFC 8555, section 6.3). */
    boolean isPostAsGet() {
        return payload.length == 0;
    }

    void requirePostAsGet() {
        if (!isPostAsGet()) {
            throw ProblemType.MALFORMED.because("this resource is only fetched: sign an empty payload (POST-as-GET)");
        }
    }

    JsonObject object() {
        return JsonObject.parse("the payload", payload);
    }
}
