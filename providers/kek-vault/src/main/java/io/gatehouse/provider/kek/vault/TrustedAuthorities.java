package io.gatehouse.provider.kek.vault;

import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the authorities of one file, and not those of the JVM. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * Reads certificates in PEM.
     *
     * @throws KeyEncryptionKeyException if the file has none
     */
    static SSLContext of(Path file) {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (Certificate authority : read(file)) {
                authorities.setCertificateEntry("authority " + ++number, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This Java platform has no TLS of its own", e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new KeyEncryptionKeyException("ca-file " + file + " holds no certificates in PEM", e);
        } catch (IOException e) {
            throw new KeyEncryptionKeyException("ca-file " + file + " cannot be read", e);
        }
        throw new KeyEncryptionKeyException(
                "ca-file " + file + " is empty; put the certificate of the server's CA there");
    }
}
