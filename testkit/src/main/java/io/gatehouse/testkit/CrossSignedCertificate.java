package io.gatehouse.testkit;

import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.X509Certificate;

/**
 * One certificate that leads to two roots.
 *
 * @param toNewRoot its chain to the new root, two certificates
 * @param toOldRoot the same with a third, by which the old root signed the new root's key; good for those who trust
 *     either root
 * @param newRoot the new trust anchor
 * @param oldRoot the old trust anchor
 */
public record CrossSignedCertificate(
        CertificateBundle toNewRoot, CertificateBundle toOldRoot, X509Certificate newRoot, X509Certificate oldRoot) {}
