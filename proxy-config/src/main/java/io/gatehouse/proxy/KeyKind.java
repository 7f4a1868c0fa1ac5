package io.gatehouse.proxy;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;

/** What a certificate's key signs with in the handshake. */
enum KeyKind {
    RSA,
    ECDSA,
    ED25519;

    static KeyKind of(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey) {
            return RSA;
        }
        return certificate.getPublicKey() instanceof ECKey ? ECDSA : ED25519;
    }

    /** Whether any handshake of the policy works: TLS 1.3 takes every kind, older suites name theirs (RFC 8422). */
    boolean suitsTo(TlsPolicy policy) {
        return policy.protocols().contains(TlsVersion.TLS_1_3)
                || policy.ciphers().stream().anyMatch(suite -> suite.contains("ECDSA") == (this != RSA));
    }
}
