package io.gatehouse.core.pki;

/** Why a certificate was revoked (RFC 5280, section 5.3.1). */
public enum RevocationReason {
    /** No reason given. */
    UNSPECIFIED(0),
    /** The private key is known to others. */
    KEY_COMPROMISE(1),
    /** The issuer's private key is known to others. */
    CA_COMPROMISE(2),
    /** The holder's name or role changed. */
    AFFILIATION_CHANGED(3),
    /** Replaced by a newer certificate. */
    SUPERSEDED(4),
    /** No longer in use. */
    CESSATION_OF_OPERATION(5),
    /** The holder lost the right to it. */
    PRIVILEGE_WITHDRAWN(9);

    private final int code;

    RevocationReason(int code) {
        this.code = code;
    }

    /** The CRLReason number, which ACME uses too. */
    public int code() {
        return code;
    }
}
