package io.gatehouse.postgres;

import io.gatehouse.postgres.internal.ConnectionAttempt;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a connection agreed on.
 *
 * @param protocol as {@code TLSv1.3}
 * @param cipherSuite as {@code TLS_AES_256_GCM_SHA384}
 * @param host the host that the certificate was checked for
 * @param serverChain the certificates the server sent, its own first
 * @param clientCertificate the certificate the client sent, if the server asked for one
 */
public record TlsSession(
        String protocol,
        String cipherSuite,
        String host,
        List<X509Certificate> serverChain,
        Optional<X509Certificate> clientCertificate) {

    /** Takes a copy. */
    public TlsSession {
        serverChain = List.copyOf(serverChain);
    }

    /** The server's own certificate. */
    public X509Certificate serverCertificate() {
        return serverChain.get(0);
    }

    /**
     * The channel binding {@code tls-server-end-point} (RFC 5929, section 4.1), by which SCRAM ties a login to this very
     * server: a digest of its certificate, in lower-case hexadecimal. Empty if the certificate's signature names no digest,
     * as Ed25519's does not.
     */
    public Optional<String> serverEndPoint() {
        return ServerEndPoint.of(serverCertificate());
    }

    static TlsSession of(Connection connection) throws SQLException {
        SSLSession session = ConnectionAttempt.sessionOf(connection)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this connection was not opened by PostgresTls, so nothing is known about its TLS"));
        try {
            return new TlsSession(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    session.getPeerHost(),
                    x509(session.getPeerCertificates()),
                    x509(session.getLocalCertificates()).stream().findFirst());
        } catch (SSLPeerUnverifiedException e) {
            throw new SQLException("the connection is closed or its handshake failed", e);
        }
    }

    private static List<X509Certificate> x509(Certificate @Nullable [] chain) {
        return chain == null
                ? List.of()
                : Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }
}
