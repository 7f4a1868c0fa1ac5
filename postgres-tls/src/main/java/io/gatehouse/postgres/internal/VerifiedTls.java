package io.gatehouse.postgres.internal;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Turns a plain socket into a verified one.
 *
 * <p>Each socket gets an {@link SSLContext} of its own: PostgreSQL resumes no sessions, so nothing is lost, and no
 * session can be reused past a check that it did not go through.
 *
 * @param anchors whom to believe; empty for the trust store of the JVM
 * @param checkName whether the certificate must name the host
 * @param client chain and key for a server that asks for them
 * @param protocols the TLS versions to offer, newest first
 */
public record VerifiedTls(
        Optional<List<X509Certificate>> anchors,
        boolean checkName,
        Optional<CertificateBundle> client,
        List<String> protocols) {

    SSLSocket wrap(Socket plain, String host, int port, Runnable trusted) throws IOException {
        Identifier name = Identifier.parse(withoutBrackets(host));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), new TrustManager[] {trust(name, trusted)}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name.text(), port, true);
            socket.setEnabledProtocols(protocols.toArray(String[]::new));
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keyManagers() {
        return client.map(bundle -> new KeyManager[] {new BundleKeyManager(bundle)})
                .orElse(null);
    }

    private TrustManager trust(Identifier host, Runnable trusted) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors.isPresent() ? store(anchors.get()) : null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager pkix) {
                return new ServerTrust(pkix, checkName ? Optional.of(host) : Optional.empty(), trusted);
            }
        }
        throw new GeneralSecurityException("this JVM has no X.509 trust manager");
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("anchor-" + i, certificates.get(i));
        }
        return store;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
