package io.gatehouse.postgres.server;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.internal.OfferedCertificate;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a PostgreSQL server shows in a real handshake. Nothing that is worth anything is sent over the connection: the caller
 * compares what is shown, so whom it leads to does not matter.
 *
 * @param certificate the server's own
 * @param clientAuthorities the names of those whose client certificates it takes; none if it asks for no certificate
 */
record ServedTls(X509Certificate certificate, Set<Principal> clientAuthorities) {
    /** PostgreSQL's protocol, "SSLRequest". */
    private static final int SSL_REQUEST = 80877103;

    /** The same, "StartupMessage": version 3.0. */
    private static final int PROTOCOL = 3 << 16;

    static ServedTls at(InetSocketAddress address, Duration limit) throws IOException {
        OfferedCertificate none = new OfferedCertificate(Optional.empty());
        try (Socket clear = agreeOnTls(address, limit);
                SSLSocket socket = shakeHands(clear, address, none)) {
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return new ServedTls(leaf, none.authorities());
        }
    }

    /**
     * Whether the server breaks off when it sees this certificate. One of TLS 1.3 does so after the handshake, so a start-up
     * packet is sent and any answer waited for, be it that there is no such role.
     */
    static boolean refuses(InetSocketAddress address, Duration limit, CertificateBundle client) throws IOException {
        try (Socket clear = agreeOnTls(address, limit)) {
            return isBrokenOff(clear, address, client);
        }
    }

    private static boolean isBrokenOff(Socket clear, InetSocketAddress address, CertificateBundle client)
            throws SocketTimeoutException {
        try (SSLSocket socket = shakeHands(clear, address, new OfferedCertificate(Optional.of(client)))) {
            socket.getOutputStream().write(startup());
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // The alert that says why is lost to the broken pipe more often than not.
            return true;
        }
    }

    private static byte[] startup() throws IOException {
        byte[] fields = "user\0gatehouse_probe\0\0".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(packet);
        out.writeInt(8 + fields.length);
        out.writeInt(PROTOCOL);
        out.write(fields);
        return packet.toByteArray();
    }

    private static Socket agreeOnTls(InetSocketAddress address, Duration limit) throws IOException {
        int millis = Math.toIntExact(Math.max(1, limit.toMillis()));
        Socket plain = new Socket();
        try {
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
            return plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static SSLSocket shakeHands(Socket clear, InetSocketAddress address, OfferedCertificate offered)
            throws IOException {
        SSLSocket socket = (SSLSocket) context(offered)
                .getSocketFactory()
                .createSocket(clear, address.getHostString(), address.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context(KeyManager offered) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {offered}, new TrustManager[] {new Looker()}, new SecureRandom());
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
