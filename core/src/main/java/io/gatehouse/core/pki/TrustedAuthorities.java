package io.gatehouse.core.pki;

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

/** TLS that trusts the authorities it is given, and not those of the Java runtime. Stateless, thread-safe. */
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /** A context for clients that trusts the certificates, and no others. */
    public static SSLContext of(Collection<? extends Certificate> authorities) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                trusted.setCertificateEntry("authority " + ++number, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "The Java runtime cannot make a TLS context from certificates in memory", e);
        }
    }

    /**
     * The same with the certificates of a file, in PEM.
     *
     * @throws CertificateBundleException if it cannot be read, or holds none
     */
    public static SSLContext in(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!authorities.isEmpty()) {
                return of(authorities);
            }
        } catch (CertificateException e) {
            throw new CertificateBundleException(file + " holds no certificates in PEM", e);
        } catch (IOException e) {
            throw new CertificateBundleException(file + " cannot be read", e);
        }
        throw new CertificateBundleException(file + " is empty; put the certificate of the server's CA there");
    }
}
