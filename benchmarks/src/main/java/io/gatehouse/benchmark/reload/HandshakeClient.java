package io.gatehouse.benchmark.reload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects, checks the chain and the name as any client does, and hangs up. Each connection has a TLS context of its own, so
 * that there is no session to resume and every handshake is a full one.
 */
final class HandshakeClient {
    private static final int TIME_LIMIT_MILLIS = 20_000;

    private final TrustManager[] trust;

    HandshakeClient(X509Certificate root) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        trust = factory.getTrustManagers();
    }

    /** The certificate a client gets that takes ECDSA, by TLS 1.3, or one that takes RSA alone, by TLS 1.2. */
    X509Certificate leaf(int port, String host, boolean byRsa) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        Socket plain = new Socket();
        try {
            // A reset, not a farewell: hundreds of connections a second would leave no port free for two minutes.
            plain.setSoLinger(true, 0);
            plain.setSoTimeout(TIME_LIMIT_MILLIS);
            // Or the system holds a handshake's last bytes back for 40 ms, and nobody is busy.
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIME_LIMIT_MILLIS);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, false);
            tls.setSSLParameters(parameters(tls.getSSLParameters(), byRsa));
            tls.startHandshake();
            if (tls.getInputStream().read() != HandshakeServer.GREETING) {
                throw new IOException("The server hung up after the handshake");
            }
            return (X509Certificate) tls.getSession().getPeerCertificates()[0];
        } finally {
            plain.close();
        }
    }

    private static SSLParameters parameters(SSLParameters parameters, boolean byRsa) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (byRsa) {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        } else {
            parameters.setProtocols(new String[] {"TLSv1.3"});
        }
        return parameters;
    }
}
