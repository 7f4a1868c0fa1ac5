package io.gatehouse.testkit;

import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.X509CRL;

/**
 * A certificate that was revoked.
 *
 * @param bundle the certificate, which is good but for that, and its key
 * @param crl the list of its issuer that names it
 */
public record RevokedCertificate(CertificateBundle bundle, X509CRL crl) {}
