package io.gatehouse.core.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Certificates from and to PEM and DER. */
final class X509Text {
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private X509Text() {}

    static List<PemBlock> blocks(String pem) {
        try {
            return Pem.parseLenient(pem);
        } catch (PemException e) {
            throw new CertificateBundleException("The certificates are not whole PEM. " + e.getMessage(), e);
        }
    }

    static List<X509Certificate> certificates(List<PemBlock> blocks) {
        List<X509Certificate> found = blocks.stream()
                .filter(block -> LABELS.contains(block.label()))
                .map(block -> decode(block.content()))
                .distinct()
                .toList();
        if (found.isEmpty()) {
            String labels = blocks.stream().map(PemBlock::label).distinct().collect(Collectors.joining(", "));
            throw new CertificateBundleException("There is no certificate among the PEM blocks (found: " + labels
                    + "). Give the file of the certificate.");
        }
        return found;
    }

    static X509Certificate decode(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new CertificateBundleException("A certificate's bytes are broken. Copy the file again.", e);
        }
    }

    static String toPem(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> Pem.encode("CERTIFICATE", encode(certificate)))
                .collect(Collectors.joining());
    }

    static byte[] encode(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read can be written", e);
        }
    }

    /** The subject for messages, or the serial number where the subject is empty. */
    static String name(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.isEmpty() ? "serial " + certificate.getSerialNumber().toString(16) : subject;
    }
}
