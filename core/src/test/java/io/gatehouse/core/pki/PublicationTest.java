package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final URI CRL = URI.create("http://pki.example.test/crl");
    private static final URI OCSP = URI.create("http://pki.example.test/ocsp");
    private static final URI ISSUER = URI.create("http://pki.example.test/issuer");

    private final CertificateAuthority ca = CertificateAuthority.create("Root");

    @Test
    void aCertificateSaysWhereItsStatusIsPublished() {
        CertificateBundle bundle = ca.server("www.example.test")
                .crlUrl(CRL)
                .ocspUrl(OCSP)
                .caIssuersUrl(ISSUER)
                .issue();

        assertThat(bundle.crlUrls()).containsExactly(CRL);
        assertThat(bundle.ocspUrls()).containsExactly(OCSP);
        assertThat(bundle.caIssuersUrls()).containsExactly(ISSUER);
        assertThat(ca.server("www.example.test").issue().ocspUrls()).isEmpty();
    }

    @Test
    void anAuthorityIsCrossSigned() throws GeneralSecurityException {
        CertificateAuthority other = CertificateAuthority.create("Other root");

        X509Certificate crossed = other.crossSign(ca.certificate());

        crossed.verify(other.certificate().getPublicKey());
        assertThat(crossed.getSubjectX500Principal()).isEqualTo(ca.certificate().getSubjectX500Principal());
        assertThat(crossed.getBasicConstraints()).isNotNegative();
        CertificateBundle leaf = ca.server("www.example.test").issue();
        leaf.leaf().verify(crossed.getPublicKey());
        assertThat(crossed.getNotAfter()).isBeforeOrEqualTo(other.certificate().getNotAfter());
        assertThatThrownBy(() -> other.crossSign(leaf.leaf())).isInstanceOf(CertificateAuthorityException.class);
    }
}
