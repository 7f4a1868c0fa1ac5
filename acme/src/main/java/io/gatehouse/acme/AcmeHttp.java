package io.gatehouse.acme;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The HTTPS that ACME is carried over. */
final class AcmeHttp {
    private AcmeHttp() {}

    /** A client that trusts the given certificates and no others; those of the Java runtime if none are given. */
    static HttpClient client(List<X509Certificate> trustAnchors, Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(connectTimeout);
        if (!trustAnchors.isEmpty()) {
            builder.sslContext(contextTrusting(trustAnchors));
        }
        return builder.build();
    }

    private static SSLContext contextTrusting(List<X509Certificate> anchors) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                trusted.setCertificateEntry("anchor" + i, anchors.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "The Java runtime cannot make a TLS context from certificates in memory", e);
        }
    }

    /** An HTTP error that came without a problem document. */
    static final class StatusError extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable Duration retryAfter;

        StatusError(int status, @Nullable Duration retryAfter) {
            super("HTTP " + status);
            this.status = status;
            this.retryAfter = retryAfter;
        }

        int status() {
            return status;
        }

        @Nullable
        Duration retryAfter() {
            return retryAfter;
        }
    }
}
