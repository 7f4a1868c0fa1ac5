package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * A certificate chain that an account ordered.
 *
 * @param id its id in URLs
 * @param account who ordered it
 * @param bundle the chain to the root
 * @param alternate the chain to the other root
 */
record IssuedCertificate(String id, Account account, CertificateBundle bundle, Optional<CertificateBundle> alternate) {

    X509Certificate leaf() {
        return bundle.leaf();
    }

    /** How renewal information is asked for: authority key identifier and serial number (RFC 9773, section 4.1). */
    static String renewalId(X509Certificate certificate) {
        try {
            byte[] extension = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
            byte[] authority = AuthorityKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                    .getKeyIdentifierOctets();
            return Base64Url.encode(authority) + "."
                    + Base64Url.encode(certificate.getSerialNumber().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("a certificate made here can be read", e);
        }
    }
}
