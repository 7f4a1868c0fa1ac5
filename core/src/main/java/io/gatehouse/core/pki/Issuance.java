package io.gatehouse.core.pki;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;

/** One certificate about to be issued. */
public final class Issuance {
    private Issuance() {}

    /** Key type. */
    public Issuance keyType(KeyType keyType) {
        return Landing.next();
    }

    /** Validity. */
    public Issuance validity(Duration validity) {
        return Landing.next();
    }

    /** Start. */
    public Issuance notBefore(Instant notBefore) {
        return Landing.next();
    }

    /** The holder's key: no private key in the result. */
    public Issuance publicKey(PublicKey publicKey) {
        return Landing.next();
    }

    /** Issues. */
    public CertificateBundle issue() {
        return Landing.next();
    }
}
