package io.gatehouse.sample.quickstart;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.acme.Certificates;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Serves HTTPS with the live context, and renews its certificate while clients connect. */
final class ServiceStep {
    private static final int CLIENTS = 4;
    private static final int REQUESTS_AFTER_RENEWAL = 20;

    private final Certificates certificates;
    private final X509Certificate trustAnchor;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger answeredAnew = new AtomicInteger();
    private final Set<BigInteger> serialsSeen = ConcurrentHashMap.newKeySet();

    ServiceStep(Certificates certificates, X509Certificate trustAnchor) {
        this.certificates = certificates;
        this.trustAnchor = trustAnchor;
    }

    /** Returns the renewed certificate. */
    CertificateBundle run(Proofs proofs) throws IOException, InterruptedException {
        CertificateBundle before = certificates.obtain(CertificateStep.REQUEST);
        HttpsServer server = serve(certificates.serverContext());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            int port = server.getAddress().getPort();
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(client(port, before)));
            }
            CertificateBundle after = certificates.renew(CertificateStep.REQUEST);
            List<String> failures = new ArrayList<>();
            for (Future<Integer> client : running) {
                try {
                    client.get();
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getCause()));
                }
            }
            proofs.that(
                    "a renewal happens under running clients and no request fails",
                    failures.isEmpty(),
                    failures.isEmpty()
                            ? answered.get() + " handshakes by " + CLIENTS + " clients, none failed"
                            : failures.toString());
            proofs.that(
                    "both certificates were served, with one socket and one context",
                    serialsSeen.equals(
                            Set.of(before.leaf().getSerialNumber(), after.leaf().getSerialNumber())),
                    "serial " + shorten(before) + ", then " + shorten(after));
            return after;
        } finally {
            clients.shutdownNow();
            server.stop(0);
        }
    }

    private static HttpsServer serve(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(Executors.newFixedThreadPool(CLIENTS, task -> {
            Thread thread = new Thread(task, "service");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return server;
    }

    /** One client: a full handshake for each request, until enough were answered with the new certificate. */
    private Callable<Integer> client(int port, CertificateBundle before) {
        return () -> {
            int requests = 0;
            while (answeredAnew.get() < REQUESTS_AFTER_RENEWAL) {
                BigInteger serial = request(port);
                serialsSeen.add(serial);
                answered.incrementAndGet();
                requests++;
                if (!serial.equals(before.leaf().getSerialNumber())) {
                    answeredAnew.incrementAndGet();
                }
            }
            return requests;
        };
    }

    private BigInteger request(int port) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = Tls.connect(trustAnchor, CertificateStep.NAME, port)) {
            String status = Tls.get(socket, CertificateStep.NAME, "/");
            if (!status.startsWith("HTTP/1.1 204")) {
                throw new IOException("the service answered " + status);
            }
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static String shorten(CertificateBundle bundle) {
        return bundle.serialNumber().substring(0, 8) + "…";
    }
}
