package io.gatehouse.postgres.internal;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's chain check, and then a name check by RFC 6125: only subject alternative names count, a wildcard stands for
 * the whole left-most label, an IP address matches an IP address.
 *
 * <p>The name is checked here and not after the handshake, so that a wrong server sees neither client certificate nor
 * password.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager pkix;
    private final Optional<Identifier> host;
    private final Runnable trusted;

    /**
     * @param trusted run once the server has passed
     */
    ServerTrust(X509ExtendedTrustManager pkix, Optional<Identifier> host, Runnable trusted) {
        this.pkix = pkix;
        this.host = host;
        this.trusted = trusted;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        pkix.checkServerTrusted(chain, authType, socket);
        checkName(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        pkix.checkServerTrusted(chain, authType, engine);
        checkName(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        pkix.checkServerTrusted(chain, authType);
        checkName(chain[0]);
    }

    private void checkName(X509Certificate leaf) throws CertificateException {
        if (host.isPresent()) {
            CertificateBundle server = CertificateBundle.of(List.of(leaf));
            if (!server.covers(host.get())) {
                throw new WrongNameException(host.get(), server.names());
            }
        }
        trusted.run();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAServer();
    }

    private static CertificateException notAServer() {
        return new CertificateException("this trust manager is for the client's side only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pkix.getAcceptedIssuers();
    }
}
