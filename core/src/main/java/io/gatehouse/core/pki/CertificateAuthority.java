package io.gatehouse.core.pki;

import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;

/** A small private certificate authority. */
public final class CertificateAuthority {
    private CertificateAuthority() {}

    /** A new root. */
    public static CertificateAuthority create(String commonName) {
        return Landing.next();
    }

    /** A new root. */
    public static Builder builder(String commonName) {
        return Landing.next();
    }

    /** A persisted one. */
    public static CertificateAuthority of(CertificateBundle bundle) {
        return Landing.next();
    }

    /** A persisted one under a handed-in clock. */
    public static CertificateAuthority of(CertificateBundle bundle, Clock clock) {
        return Landing.next();
    }

    /** A new intermediate. */
    public CertificateAuthority intermediate(String commonName) {
        return Landing.next();
    }

    /** Server certificate. */
    public Issuance server(String... namesOrAddresses) {
        return Landing.next();
    }

    /** Client certificate. */
    public Issuance client(String commonName) {
        return Landing.next();
    }

    /** From a PKCS#10 request. */
    public Issuance fromRequest(byte[] csrDer) {
        return Landing.next();
    }

    /** This CA's own certificate. */
    public X509Certificate certificate() {
        return Landing.next();
    }

    /** The trust anchor. */
    public X509Certificate root() {
        return Landing.next();
    }

    /** The trust anchor. */
    public String certificatePem() {
        return Landing.next();
    }

    /** The CA's own chain and key. */
    public CertificateBundle bundle() {
        return Landing.next();
    }

    /** Revokes. */
    public void revoke(X509Certificate certificate, RevocationReason reason) {
        Landing.next();
    }

    /** A fresh CRL. */
    public X509CRL crl() {
        return Landing.next();
    }

    /** A fresh CRL. */
    public String crlPem() {
        return Landing.next();
    }

    /** Settings of a new root. */
    public static final class Builder {
        private Builder() {}

        /** Key type. */
        public Builder keyType(KeyType keyType) {
            return Landing.next();
        }

        /** Validity. */
        public Builder validity(Duration validity) {
            return Landing.next();
        }

        /** Clock. */
        public Builder clock(Clock clock) {
            return Landing.next();
        }

        /** CRL URL put into issued certificates. */
        public Builder crlUrl(URI crlUrl) {
            return Landing.next();
        }

        /** Builds. */
        public CertificateAuthority build() {
            return Landing.next();
        }
    }
}
