package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that runs while its certificates are renewed. */
class LiveServingTest {
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final int httpPort = LoopbackPorts.free();
    private final AcmeServer ca = AcmeServer.builder().http01Port(httpPort).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Certificates certs;
    private HttpsServer server;

    @BeforeEach
    void start() throws IOException {
        ca.start();
        certs = Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .build();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, BODY.length);
                exchange.getResponseBody().write(BODY);
            }
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        ca.close();
    }

    private void serve() {
        server.setHttpsConfigurator(new HttpsConfigurator(certs.serverContext()));
        server.start();
    }

    /** A connection with its own context, for a session that is resumed would show no certificate. */
    private SSLSocket connect(String host, String... suites) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", ca.rootCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        if (suites.length > 0) {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(suites);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void request(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: shop.example.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            // Headers do not matter here.
        }
        char[] body = new char[BODY.length];
        int read = 0;
        while (read < body.length) {
            read += lines.read(body, read, body.length - read);
        }
        assertThat(new String(body)).isEqualTo("hello");
    }

    private static X509Certificate leaf(SSLSocket socket) throws Exception {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @Test
    void renewalsUnderLoadFailNoRequest() throws Exception {
        CertificateRequest shop = CertificateRequest.forNames("shop.example.test");
        CertificateBundle first = certs.obtain(shop);
        serve();
        Load load = new Load();
        try (SSLSocket longLived = connect("shop.example.test")) {
            request(longLived);
            load.awaitMoreRequests();
            List<X509Certificate> issued = new ArrayList<>(List.of(first.leaf()));
            for (int renewal = 0; renewal < 3; renewal++) {
                issued.add(certs.renew(shop).leaf());
                load.awaitMoreRequests();
            }
            load.stop();

            request(longLived);
            assertThat(leaf(longLived)).as("the open connection was left alone").isEqualTo(first.leaf());
            assertThat(issued).doesNotHaveDuplicates().hasSize(4);
            assertThat(load.seen).as("every version was served").containsExactlyInAnyOrderElementsOf(issued);
        }
    }

    /** Four clients that connect, ask and hang up without a pause. */
    private final class Load {
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final Semaphore answered = new Semaphore(0);
        private final Set<X509Certificate> seen = ConcurrentHashMap.newKeySet();
        private final List<CompletableFuture<Void>> clients = new ArrayList<>();

        Load() {
            for (int i = 0; i < 4; i++) {
                clients.add(CompletableFuture.runAsync(this::askUntilOver, threads));
            }
        }

        private void askUntilOver() {
            while (!isOver.get()) {
                try (SSLSocket socket = connect("shop.example.test")) {
                    seen.add(leaf(socket));
                    request(socket);
                    answered.release();
                } catch (Exception e) {
                    throw new AssertionError("A request failed during a renewal", e);
                }
            }
        }

        /** More than there are clients, so that some began after this call. Gives up on clients that have failed. */
        void awaitMoreRequests() throws InterruptedException {
            answered.drainPermits();
            assertThat(answered.tryAcquire(8, 60, TimeUnit.SECONDS)
                            || clients.stream().anyMatch(CompletableFuture::isDone))
                    .as("the clients go on")
                    .isTrue();
        }

        /** Fails if any request did. */
        void stop() throws Exception {
            isOver.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get();
            }
        }
    }

    @Test
    void certificateIsChosenByTheNameAskedFor() throws Exception {
        CertificateBundle shop = certs.obtain(CertificateRequest.forNames("shop.example.test"));
        CertificateBundle blog = certs.obtain(CertificateRequest.forNames("blog.example.test"));
        serve();

        try (SSLSocket toShop = connect("shop.example.test");
                SSLSocket toBlog = connect("BLOG.example.test");
                SSLSocket toNobody = connect("nobody.example.test")) {
            assertThat(leaf(toShop)).isEqualTo(shop.leaf());
            assertThat(leaf(toBlog)).isEqualTo(blog.leaf());
            assertThat(leaf(toNobody)).as("the first is the default").isEqualTo(shop.leaf());
        }
    }

    @Test
    void rsaAndEcdsaStandSideBySide() throws Exception {
        CertificateRequest shop = CertificateRequest.forNames("shop.example.test");
        CertificateBundle ec = certs.obtain(shop.name("shop-ec"));
        CertificateBundle rsa = certs.obtain(shop.name("shop-rsa").keyType(KeyType.RSA_2048));
        serve();

        try (SSLSocket modern = connect("shop.example.test", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
                SSLSocket old = connect("shop.example.test", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")) {
            assertThat(leaf(modern)).isEqualTo(ec.leaf());
            assertThat(leaf(old)).isEqualTo(rsa.leaf());
        }
    }

    @Test
    void certificatesInTheStoreAreServedAfterARestart() throws Exception {
        CertificateBundle kept = certs.obtain(CertificateRequest.forNames("shop.example.test"));
        certs = Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.webroot(folder))
                .build();
        serve();

        try (SSLSocket socket = connect("shop.example.test")) {
            assertThat(leaf(socket)).isEqualTo(kept.leaf());
        }
    }

    @Test
    void aliasOfAnOldVersionLastsAsLongAsAHandshakeHoldsIt() {
        LiveKeyManager live = new LiveKeyManager();
        CertificateBundle first = certs.obtain(CertificateRequest.forNames("shop.example.test"));
        live.put("shop", first);
        String held = live.chooseServerAlias("EC", null, null);

        live.put("shop", certs.renew("shop.example.test"));
        live.put("shop", certs.renew("shop.example.test"));

        assertThat(live.getCertificateChain(held)).startsWith(first.leaf());
        assertThat(live.getPrivateKey(held)).isEqualTo(first.privateKey());
        assertThat(live.chooseServerAlias("EC", null, null)).isNotEqualTo(held);
        assertThat(live.chooseServerAlias("RSA", null, null)).isNull();
    }
}
