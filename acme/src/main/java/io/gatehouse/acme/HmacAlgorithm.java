package io.gatehouse.acme;

/** How an external account's key authenticates a new ACME account (RFC 7518, section 3.2). */
public enum HmacAlgorithm {
    /** HMAC with SHA-256: what nearly every CA asks for. */
    HS256,
    /** HMAC with SHA-384. */
    HS384,
    /** HMAC with SHA-512. */
    HS512
}
