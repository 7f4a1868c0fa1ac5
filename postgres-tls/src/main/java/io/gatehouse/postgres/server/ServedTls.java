package io.gatehouse.postgres.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which certificate a PostgreSQL server shows, by a real handshake. Nothing is sent over the connection: the caller compares
 * the certificate itself, so whom it leads to does not matter.
 */
final class ServedCertificate {
    /** PostgreSQL's protocol, "SSLRequest". */
    private static final int SSL_REQUEST = 80877103;

    private ServedCertificate() {}

    static X509Certificate at(InetSocketAddress address, Duration limit) throws IOException {
        int millis = Math.toIntExact(Math.max(1, limit.toMillis()));
        try (Socket plain = new Socket()) {
            plain.connect(address, millis);
            plain.setSoTimeout(millis);
            DataOutputStream out = new DataOutputStream(plain.getOutputStream());
            out.writeLong(8L << 32 | SSL_REQUEST);
            out.flush();
            int answer = new DataInputStream(plain.getInputStream()).readUnsignedByte();
            if (answer != 'S') {
                throw new IOException("the server at " + address + " does not speak TLS: it answered '" + (char) answer
                        + "'; set ssl = on");
            }
            try (SSLSocket socket = (SSLSocket) context()
                    .getSocketFactory()
                    .createSocket(plain, address.getHostString(), address.getPort(), true)) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        }
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Looker()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** Takes any certificate, as it is only looked at. */
    private static final class Looker extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("for servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("for servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("for servers only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
