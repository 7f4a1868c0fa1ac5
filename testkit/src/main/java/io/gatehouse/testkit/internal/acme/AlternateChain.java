package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** Another way up: the intermediate's name and key, signed by a second root (RFC 8555, section 7.4.2). */
record AlternateChain(X509Certificate root, X509Certificate crossSigned) {

    static AlternateChain to(X509Certificate intermediate, Clock clock) {
        CertificateAuthority other = CertificateAuthority.builder("Gatehouse Test Root X2")
                .clock(clock)
                .build();
        return new AlternateChain(other.certificate(), other.crossSign(intermediate));
    }

    CertificateBundle below(X509Certificate leaf) {
        return CertificateBundle.of(List.of(leaf, crossSigned));
    }
}
