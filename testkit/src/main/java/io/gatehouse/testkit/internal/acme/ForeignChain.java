package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.util.List;

/** Puts a leaf under an intermediate that has the right name and another key. */
final class ForeignChain {
    private ForeignChain() {}

    static String under(String fullchainPem) {
        CertificateAuthority impostor = CertificateAuthority.create(Issuer.ROOT).intermediate(Issuer.INTERMEDIATE);
        CertificateBundle sound = CertificateBundle.parse(fullchainPem);
        return sound.certificatePem()
                + CertificateBundle.of(List.of(impostor.certificate())).certificatePem();
    }
}
