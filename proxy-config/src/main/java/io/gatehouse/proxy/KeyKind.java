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

    /** Whether a suite up to TLS 1.2 signs with it: those name their kind (RFC 8422), while TLS 1.3 takes every one. */
    boolean hasSuiteIn(TlsPolicy policy) {
        return policy.ciphers().stream().anyMatch(suite -> suite.contains("ECDSA") == (this != RSA));
    }
}
