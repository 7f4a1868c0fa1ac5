package io.gatehouse.postgres.internal;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Turns a plain socket into a verified one.
 *
 * <p>Each socket gets an {@link SSLContext} of its own: PostgreSQL resumes no sessions, so nothing is lost, and no
 * session can be reused past a check that it did not go through. The trust anchors are prepared once. Immutable and safe
 * for use by many threads.
 */
public final class VerifiedTls {
    private final TlsSettings settings;
    private final X509ExtendedTrustManager pkix;

    private VerifiedTls(TlsSettings settings, X509ExtendedTrustManager pkix) {
        this.settings = settings;
        this.pkix = pkix;
    }

    /**
     * Prepares what all sockets share.
     *
     * @throws GeneralSecurityException if the anchors or the revocation lists are not what Java can use
     */
    public static VerifiedTls of(TlsSettings settings) throws GeneralSecurityException {
        return new VerifiedTls(settings, pkix(trust(settings)));
    }

    /** What the sockets are like. */
    public TlsSettings settings() {
        return settings;
    }

    SSLSocket wrap(Socket plain, String host, int port, Runnable trusted) throws IOException {
        Identifier name = Identifier.parse(withoutBrackets(host));
        Optional<Identifier> checked = settings.checkName() ? Optional.of(name) : Optional.empty();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] client = {new OfferedCertificate(settings.client())};
            context.init(client, new TrustManager[] {new ServerTrust(pkix, checked, trusted)}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name.text(), port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(settings.protocols().toArray(String[]::new));
            parameters.setServerNames(serverNames(name));
            socket.setSSLParameters(parameters);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** As libpq sends them: no addresses (RFC 6066, section 3), but names of one label too, which the JDK leaves out. */
    private List<SNIServerName> serverNames(Identifier name) {
        boolean sent = settings.serverName() && name instanceof DomainName host && host.isHostName();
        return sent ? List.of(new SNIHostName(name.text())) : List.of();
    }

    private static TrustManagerFactory trust(TlsSettings settings) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (settings.anchors().isPresent()) {
            factory.init(store(settings.anchors().get()));
        } else {
            factory.init((KeyStore) null);
        }
        if (settings.revocations().isEmpty()) {
            return factory;
        }
        TrustManagerFactory checking = TrustManagerFactory.getInstance("PKIX");
        checking.init(withRevocation(
                pkix(factory).getAcceptedIssuers(), settings.revocations().get()));
        return checking;
    }

    /**
     * Java's own revocation checker, fed with these lists. It asks the network only where the JVM was told to by
     * {@code ocsp.enable} or {@code com.sun.security.enableCRLDP}, which a {@code PKIXRevocationChecker} would always do.
     */
    private static CertPathTrustManagerParameters withRevocation(X509Certificate[] anchors, List<X509CRL> lists)
            throws GeneralSecurityException {
        Set<TrustAnchor> trusted = new HashSet<>();
        for (X509Certificate anchor : anchors) {
            trusted.add(new TrustAnchor(anchor, null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
        parameters.setRevocationEnabled(true);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        return new CertPathTrustManagerParameters(parameters);
    }

    private static X509ExtendedTrustManager pkix(TrustManagerFactory factory) throws GeneralSecurityException {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager pkix) {
                return pkix;
            }
        }
        throw new GeneralSecurityException("this JVM has no X.509 trust manager");
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("anchor-" + i, certificates.get(i));
            }
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("this JVM makes no key store in memory", e);
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
