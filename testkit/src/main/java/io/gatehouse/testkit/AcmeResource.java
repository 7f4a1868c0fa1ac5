package io.gatehouse.testkit;

/** The resources of an ACME server (RFC 8555, section 7.1). */
public enum AcmeResource {
    /** The directory. */
    DIRECTORY,
    /** Where a fresh nonce comes from. */
    NEW_NONCE,
    /** Where accounts are made and found. */
    NEW_ACCOUNT,
    /** One account. */
    ACCOUNT,
    /** Where an account's key is changed. */
    KEY_CHANGE,
    /** The orders of one account. */
    ORDERS,
    /** Where orders are made. */
    NEW_ORDER,
    /** One order. */
    ORDER,
    /** Where an order's certificate signing request goes. */
    FINALIZE,
    /** Where a name is authorized before it is ordered. */
    NEW_AUTHZ,
    /** One authorization. */
    AUTHORIZATION,
    /** One challenge. */
    CHALLENGE,
    /** One certificate chain. */
    CERTIFICATE,
    /** Where certificates are revoked. */
    REVOKE_CERT,
    /** When to renew one certificate (RFC 9773). */
    RENEWAL_INFO,
    /** What is no resource of the server. */
    UNKNOWN
}
