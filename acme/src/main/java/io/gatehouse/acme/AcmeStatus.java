package io.gatehouse.acme;

/** The states of orders, authorizations and challenges (RFC 8555, section 7.1.6). */
enum AcmeStatus {
    PENDING,
    READY,
    PROCESSING,
    VALID,
    INVALID,
    /** Deactivated, expired, revoked, or a word we do not know: nothing can be done with it. */
    DEAD;

    static AcmeStatus named(String name) {
        for (AcmeStatus status : values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return DEAD;
    }
}
