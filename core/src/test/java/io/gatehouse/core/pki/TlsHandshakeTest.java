package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java's own TLS takes what the authority issues: mutual authentication with host names checked, on loopback. */
class TlsHandshakeTest {
    private static final Secret PASSWORD = Secret.ofText("in memory");

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"RSA_2048", "EC_P256", "EC_P384", "ED25519"})
    void bothSidesAreAuthenticated(KeyType type) throws Exception {
        CertificateAuthority root =
                CertificateAuthority.builder("Root").keyType(type).build();
        CertificateAuthority intermediate = root.intermediate("Intermediate");
        CertificateBundle server =
                intermediate.server("127.0.0.1").keyType(type).issue();
        CertificateBundle client = intermediate.client("agent").keyType(type).issue();

        String seen = handshake(context(server, root), context(client, root));

        assertThat(seen).isEqualTo("CN=agent");
    }

    @Test
    void anotherRootIsRefused() throws Exception {
        CertificateAuthority root = CertificateAuthority.create("Root");
        CertificateAuthority other = CertificateAuthority.create("Root");
        CertificateBundle server = root.server("127.0.0.1").issue();
        CertificateBundle client = root.client("agent").issue();

        assertThatThrownBy(() -> handshake(context(server, root), context(client, other)))
                .isInstanceOf(SSLException.class);
    }

    // Asked of the trust manager: over a socket the refused side sees whichever comes first, alert or closed pipe.
    @Test
    void certificatesServeTheirPurposeAlone() throws Exception {
        CertificateAuthority root = CertificateAuthority.create("Root");
        X509Certificate[] server = root.server("127.0.0.1").issue().chain().toArray(X509Certificate[]::new);
        X509Certificate[] client = root.client("agent").issue().chain().toArray(X509Certificate[]::new);
        X509TrustManager judge = (X509TrustManager) trust(root).getTrustManagers()[0];

        judge.checkServerTrusted(server, "UNKNOWN");
        judge.checkClientTrusted(client, "UNKNOWN");
        assertThatThrownBy(() -> judge.checkClientTrusted(server, "UNKNOWN")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> judge.checkServerTrusted(client, "UNKNOWN")).isInstanceOf(CertificateException.class);
    }

    /** The client's name as the server saw it. */
    private static String handshake(SSLContext serverContext, SSLContext clientContext) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (SSLServerSocket listener = (SSLServerSocket)
                serverContext.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setNeedClientAuth(true);
            Future<String> name = thread.submit(() -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.startHandshake();
                    String peer = socket.getSession().getPeerPrincipal().getName();
                    socket.getOutputStream().write(1);
                    return peer;
                }
            });
            try (SSLSocket socket =
                    (SSLSocket) clientContext.getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(1);
            }
            return name.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        } finally {
            thread.shutdownNow();
        }
    }

    private static SSLContext context(CertificateBundle own, CertificateAuthority trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.toKeyStore("own", PASSWORD), PASSWORD.exposeChars());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(trusted).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(CertificateAuthority authority) throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("anchor", authority.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        return trust;
    }
}
