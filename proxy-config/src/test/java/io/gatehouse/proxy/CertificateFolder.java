package io.gatehouse.proxy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Lays a certificate down as certbot does, for servers and tests to read. */
final class CertificateFolder {
    private CertificateFolder() {}

    /** Chain and key in two files. */
    static CertificatePaths write(CertificateBundle certificate, Path folder) {
        CertificatePaths paths = CertificatePaths.in(folder);
        SecureFiles.createDirectories(folder);
        SecureFiles.writePublic(paths.fullchain(), certificate.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        try (Secret key = certificate.privateKeyPem()) {
            SecureFiles.write(paths.privateKey(), key);
        }
        return paths;
    }

    /** Chain and key in two files, and both in a third, so that every server finds what it reads. */
    static CertificatePaths writeForAll(CertificateBundle certificate, Path folder) {
        CertificatePaths paths = write(certificate, folder).withBundle(folder.resolve("bundle.pem"));
        HaproxyBundle.refresh(paths);
        return paths;
    }
}
