package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Which certificate a handshake gets for which name. */
class LiveKeyManagerTest {
    private final CertificateAuthority authority = CertificateAuthority.create("Example CA");
    private final LiveKeyManager live = new LiveKeyManager();

    private CertificateBundle put(String name, String... hosts) {
        CertificateBundle bundle = authority.server(hosts).issue();
        live.put(name, bundle);
        return bundle;
    }

    @Test
    void certificateForTheVeryNameComesBeforeAWildcard() throws Exception {
        CertificateBundle first = put("first", "first.example.test");
        CertificateBundle wildcard = put("wildcard", "*.example.test");
        CertificateBundle exact = put("shop", "shop.example.test");

        assertThat(presented("shop.example.test")).isEqualTo(exact.leaf());
        assertThat(presented("blog.example.test")).isEqualTo(wildcard.leaf());
        assertThat(presented("deep.blog.example.test"))
                .as("a wildcard stands for one label")
                .isEqualTo(first.leaf());
        assertThat(presented("example.test")).isEqualTo(first.leaf());
    }

    @Test
    void nameThatTheNextVersionLeftOutIsServedByTheOthers() throws Exception {
        CertificateBundle first = put("first", "first.example.test");
        CertificateBundle both = put("shop", "shop.example.test", "old.example.test");
        assertThat(presented("old.example.test")).isEqualTo(both.leaf());

        CertificateBundle shop = put("shop", "shop.example.test", "new.example.test");

        assertThat(presented("old.example.test")).isEqualTo(first.leaf());
        assertThat(presented("new.example.test")).isEqualTo(shop.leaf());
        assertThat(presented("shop.example.test")).isEqualTo(shop.leaf());
    }

    @Test
    void ofSeveralForANameTheOneThatLastsLongestIsServed() throws Exception {
        CertificateBundle longest = put("a", "shop.example.test");
        Instant earlier = Instant.now().minus(Duration.ofDays(1));
        CertificateAuthority yesterday =
                CertificateAuthority.of(authority.bundle(), Clock.fixed(earlier, ZoneOffset.UTC));
        live.put("b", yesterday.server("shop.example.test").issue());

        assertThat(presented("shop.example.test")).isEqualTo(longest.leaf());
    }

    @Test
    void firstNameStaysTheDefaultWhenItIsRenewed() throws Exception {
        put("first", "first.example.test");
        put("second", "second.example.test");

        CertificateBundle renewed = put("first", "first.example.test");

        assertThat(presented("nobody.example.test")).isEqualTo(renewed.leaf());
    }

    /** The leaf that a handshake in memory shows. */
    private X509Certificate presented(String host) throws Exception {
        SSLContext serving = SSLContext.getInstance("TLS");
        serving.init(new KeyManager[] {live}, null, null);
        SSLEngine server = serving.createSSLEngine();
        server.setUseClientMode(false);
        SSLEngine client = trusting().createSSLEngine();
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        client.setSSLParameters(parameters);

        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        engine.wrap(ByteBuffer.allocate(0), out);
        runTasks(engine);
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 16));
        in.compact();
        runTasks(engine);
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
