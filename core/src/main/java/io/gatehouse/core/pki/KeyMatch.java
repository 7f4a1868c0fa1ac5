package io.gatehouse.core.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Whether a private key belongs to a certificate: its public half, computed, against the one certified. */
final class KeyMatch {
    private KeyMatch() {}

    static boolean matches(PrivateKey key, X509Certificate certificate) {
        SubjectPublicKeyInfo derived = JdkKeys.derivePublicKeyInfo(key);
        SubjectPublicKeyInfo certified =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        // Of the algorithm only the identifier: an absent and a NULL parameter are both in use for RSA.
        return derived.getAlgorithm()
                        .getAlgorithm()
                        .equals(certified.getAlgorithm().getAlgorithm())
                && derived.getPublicKeyData().equals(certified.getPublicKeyData());
    }
}
