package io.gatehouse.core.pki;

/** The kinds of key that Gatehouse makes; it reads more. */
public enum KeyType {
    /** RSA, 2048 bits: the least that public certificate authorities sign. */
    RSA_2048,
    /** RSA, 3072 bits. */
    RSA_3072,
    /** RSA, 4096 bits. */
    RSA_4096,
    /** ECDSA on NIST P-256: small, fast, accepted everywhere. */
    EC_P256,
    /** ECDSA on NIST P-384. */
    EC_P384,
    /** EdDSA on Curve25519 (RFC 8032): for private use; browsers and public authorities do not take it yet. */
    ED25519
}
